import type { Application } from './application.ts'
import { type Route, routeOf, routeOfNumber } from './callback-route.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { whyMissing } from './media.ts'
import type { InboundDraft } from './message.ts'
import { agentOf, type RbmDraft } from './multi-channel.ts'
import { findTelephoneNumber } from './telephone-number.ts'

/** Where a message from outside would be told for one of its recipients, or nowhere; and why. */
export interface Foreseen {
  readonly to: string
  /** Absent when nobody here would get it. */
  readonly accountId?: string | undefined
  readonly applicationId?: string | undefined
  readonly applicationName?: string | undefined
  /** Of the callback. */
  readonly url?: string | undefined
  readonly because: string
  readonly warning?: string | undefined
}

/**
 * What would become of a message from outside, recipient by recipient. Nothing happens: no id is drawn, nothing recorded.
 *
 * @param accountId - whose numbers must be meant; anybody's when absent
 */
export const foreseeInbound = (
  emulator: Emulator,
  draft: Pick<InboundDraft, 'to' | 'media'>,
  accountId?: string,
): Foreseen[] =>
  draft.to.map((to) => {
    const number = findTelephoneNumber(emulator, to)
    if (!number) return { to, because: 'It is not in service here.' }
    const because = `It is in service on account ${number.accountId}, not on ${accountId}.`
    if (accountId !== undefined && number.accountId !== accountId) return { to, because }
    return foreseen(emulator, { to, accountId: number.accountId, media: draft.media }, routeOfNumber(emulator, number))
  })

/** The same of what comes by RBM. */
export function foreseeRbm(
  emulator: Emulator,
  { media, ...draft }: Pick<RbmDraft, 'to' | 'applicationId' | 'media'>,
  account?: string,
): Foreseen {
  const application = applicationOf(emulator, draft, account)
  if (!application) return { to: draft.to, because: `No application is known for the agent ${draft.to}.` }
  const { accountId, id: applicationId } = application
  const message = { accountId, applicationId, direction: 'in' } as const
  const route = routeOf(emulator, { type: 'message-received', message })
  return foreseen(emulator, { to: draft.to, accountId, media }, { applicationId, ...route })
}

function applicationOf(...asked: Parameters<typeof agentOf>): Application | undefined {
  try {
    return agentOf(...asked).application
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

function foreseen(
  emulator: Emulator,
  { to, accountId, media = [] }: { to: string; accountId: string; media?: readonly string[] | undefined },
  { applicationId, target, because, warning }: Route & { readonly applicationId?: string | undefined },
): Foreseen {
  const name = applicationId && emulator.store.applications.get(accountId, applicationId)?.name
  const warnings = [...media.flatMap((url) => whyMissing(emulator, url) ?? []), ...(warning ? [warning] : [])]
  return {
    ...{ to, accountId, because },
    ...(applicationId && { applicationId }),
    ...(name && { applicationName: name }),
    ...(target && { url: target.url }),
    ...(warnings.length > 0 && { warning: warnings.join(' ') }),
  }
}
