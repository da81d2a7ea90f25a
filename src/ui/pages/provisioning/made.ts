import { signal } from '@preact/signals'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import { onBatch } from '../../lib/stream.ts'
import { locationsIn, messagingIn } from './tree.ts'

/** What was made here, by ids: the next form takes it for granted. */
interface Made {
  readonly accountId?: string
  readonly applicationId?: string
  readonly siteId?: string
  readonly sipPeerId?: string
  readonly orderId?: string
  /** In E.164. */
  readonly number?: string
}

const made = signal<Made>({})
onBatch(({ reset }) => {
  if (reset) made.value = {}
})

/** That of one account says nothing of another. */
export const madeOn = (accountId: string): Made => (made.value.accountId === accountId ? made.value : {})

export function remember(accountId: string, things: Made): void {
  made.value = { ...madeOn(accountId), ...things, accountId }
}

/** What there is of each to go on with: what was made here, else the newest. */
export function standing(tree: ProvisioningView) {
  const { id } = tree.account
  const { applicationId, siteId, sipPeerId, number } = madeOn(id)
  const applications = messagingIn(tree)
  const locations = locationsIn(tree)
  const linked = locations.filter((one) => one.applicationId !== undefined && one.sms)
  const numbered = linked.filter(({ telephoneNumberCount }) => telephoneNumberCount > 0)
  const sipPeer = pick(numbered, sipPeerId) ?? pick(linked, sipPeerId) ?? pick(locations, sipPeerId)
  const numbers = sipPeer?.telephoneNumbers ?? []
  return {
    application: pick(applications, applicationId),
    site: pick(tree.sites, siteId),
    /** Where numbers are ordered to. */
    location: pick(linked, sipPeerId) ?? pick(locations, sipPeerId),
    linked: linked.length > 0,
    /** What can send, from where, and with what. */
    sender: numbered.length > 0 ? sipPeer : undefined,
    number: number !== undefined && numbers.includes(number) ? number : (numbers.find(isLocal) ?? numbers[0]),
  }
}

/** Whether a location can send from it though toll-free is not enabled there. */
const isLocal = (number: string) => !/^\+18(00|33|44|55|66|77|88)/.test(number)

const pick = <T extends { readonly id: string }>(all: readonly T[], id: string | undefined): T | undefined =>
  all.find((one) => one.id === id) ?? all.at(-1)
