import type { Account } from '../../domain/account.ts'
import { type Application, sipPeersOf } from '../../domain/application.ts'
import type { Emulator } from '../../domain/emulator.ts'
import type { SipPeer } from '../../domain/sip-peer.ts'
import { isTollFree, type TelephoneNumber } from '../../domain/telephone-number.ts'

// What is told here is what src/domain decides: fate.ts whether a message fails, message.ts and callback-route.ts
// whether anybody is told of it. Each sentence says what breaks, and what to do.

/** What an account lacks as a whole. */
export function linksBrokenOf({ store }: Emulator, { id }: Account): string[] {
  const sites = store.sites.all(id)
  const bare = sites.filter((site) => store.sipPeers.countBy('site', site.id) === 0)
  const hasMessaging = store.applications.all(id).some(({ messaging }) => messaging)
  const lacksNumbers = bare.length < sites.length && store.telephoneNumbers.countBy('inService', id) === 0
  return [
    ...(hasMessaging
      ? []
      : [
          'There is no messaging application: nobody is told of any message. Create one with the URL of your software.',
        ]),
    ...(sites.length > 0 ? [] : ['There is no sub-account: no number can be ordered. Create one.']),
    ...bare.map(({ name }) => `Sub-account '${name}' has no location: no number can be ordered for it. Create one.`),
    ...(lacksNumbers ? ['No number is in service: no message can come in. Order one.'] : []),
  ]
}

/** Calls are not emulated: an application for them may stand alone. */
export function linksBrokenOfApplication(emulator: Emulator, application: Application): string[] {
  if (!application.messaging || sipPeersOf(emulator, application).length > 0) return []
  const sent = emulator.settings.lenient ? '' : ', and messages sent with it fail with 4403'
  return [`No location has this application: no message comes in for it${sent}. Assign it to a location.`]
}

/** @param numbers - in service on the location */
export function linksBrokenOfSipPeer(
  { settings: { lenient } }: Emulator,
  sipPeer: SipPeer,
  numbers: readonly TelephoneNumber[],
): string[] {
  const { accountId, siteId, id, sms, messagingApplicationId } = sipPeer
  const overHttp = sms?.protocol === 'HTTP'
  const feature = `/api/accounts/${accountId}/sites/${siteId}/sippeers/${id}/products/messaging/features/sms`
  const noApplication = messagingApplicationId === undefined && (sms !== undefined || numbers.length > 0)
  // What --lenient forgives does not break.
  const tollFree = lenient || !overHttp || sms.tollFree ? 0 : numbers.filter((number) => isTollFree(number.id)).length
  return [
    ...(!lenient && !overHttp && numbers.length > 0
      ? [`SMS over HTTP is not enabled: messages from its numbers fail with 4403. Enable it: POST or PUT ${feature}.`]
      : []),
    ...(noApplication
      ? [
          `No messaging application is assigned: messages to its numbers raise no callback${lenient ? '' : ', and messages from them fail with 4403'}. Assign one.`,
        ]
      : []),
    ...(tollFree > 0
      ? [`Toll-free is not enabled: messages from its toll-free numbers fail with 4433. Enable it: PUT ${feature}.`]
      : []),
  ]
}
