import { signal } from '@preact/signals'
import type { RuleDraft } from '../../control/rules.ts'
import { navigate, sameAccount } from './route.ts'

/** A rule that is being written. */
export const ruleDraft = signal<Partial<RuleDraft> | undefined>(undefined)

/** Opens the rules with one begun: from a request, a message or a callback. */
export function startRule(draft: Partial<RuleDraft>): void {
  ruleDraft.value = draft
  navigate({ page: 'rules', id: 'new', query: sameAccount() })
}

/** An inbound message that is being written. */
export interface InboundDraft {
  readonly from?: string
  readonly to?: readonly string[]
}

/** While it is not undefined, the dialog is open. */
export const inboundDraft = signal<InboundDraft | undefined>(undefined)
