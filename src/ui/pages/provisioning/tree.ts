import { computed, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ApplicationView, ProvisioningView, SipPeerView, SiteView } from '../../../control/provisioning/views.ts'
import { get, Problem } from '../../lib/api.ts'
import { info, sandboxes } from '../../lib/info.ts'
import { account } from '../../lib/route.ts'
import { connection, onBatch } from '../../lib/stream.ts'

/** The account that is looked at: that of the picker, else the first there is. */
export const accountId = computed(
  () => account.value ?? info.value?.accounts[0]?.id ?? sandboxes.value[0]?.accountId ?? undefined,
)

/** Whether the emulator has it. With `--auth any` an account is only there once something has asked for it. */
const isThere = computed(() => {
  const id = accountId.value
  return info.value?.accounts.some((one) => one.id === id) || sandboxes.value.some((one) => one.accountId === id)
})

/** What the account has, as it is now; undefined while it is asked for. */
export const tree = signal<ProvisioningView | Problem | undefined>(undefined)
/** Grows whenever the tree is asked for anew: then what is shown of its numbers may have changed as well. */
export const version = signal(0)

let asked = 0

/** Asks anew: what is set up changes without an event of its own. Resolves when it is shown. */
export async function reloadTree(): Promise<void> {
  const id = accountId.value
  const number = ++asked
  if (id === undefined || !isThere.value) {
    tree.value = undefined
    return
  }
  try {
    const told = await get<ProvisioningView>('v1/provisioning', { account: id })
    if (number === asked) show(told)
  } catch (error) {
    // What cannot be reached is told above all pages, and asked for again once it can.
    if (number === asked && error instanceof Problem) show(error)
  }
}

function show(told: ProvisioningView | Problem): void {
  tree.value = told
  version.value++
}

/** Keeps the tree as it is in the emulator for as long as the page is open. */
export function useTree(): void {
  useEffect(() => {
    const reload = () => void reloadTree()
    const stops = [
      // Another account, or the first that there is.
      computed(() => [accountId.value, isThere.value].join()).subscribe(() => {
        tree.value = undefined
        reload()
      }),
      onBatch(({ events, reset }) => {
        // Whoever only reads changes nothing.
        const changes = events.some(
          ({ type, data }) =>
            type === 'order' || (type === 'request' && data.api === 'dashboard' && data.method !== 'GET'),
        )
        if (changes || reset) reload()
      }),
      connection.subscribe((state) => {
        if (state === 'live') reload()
      }),
    ]
    // What the control API sets up is told by no event.
    addEventListener('focus', reload)
    return () => {
      for (const stop of stops) stop()
      removeEventListener('focus', reload)
    }
  }, [])
}

/** A location with the sub-account that it is of. */
export interface Location extends SipPeerView {
  readonly site: SiteView
}

export const locationsIn = ({ sites }: ProvisioningView): Location[] =>
  sites.flatMap((site) => site.sipPeers.map((sipPeer) => ({ ...sipPeer, site })))

/** Those that a location can have. */
export const messagingIn = ({ applications }: ProvisioningView): ApplicationView[] =>
  applications.filter(({ serviceType }) => serviceType === 'Messaging-V2')
