import type { MessageCallback, MessageEvent } from './callback.ts'
import type { Decided } from './decision.ts'
import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'
import { sipPeerOf, type TelephoneNumber } from './telephone-number.ts'

/** Where an event is told, or nowhere; and why. */
export interface Route {
  readonly target?: Pick<MessageCallback, 'url' | 'credentials'>
  readonly because: string
  /** What the message is to tell of it, where a callback may be waited for in vain. */
  readonly warning?: string
}

/** What of an event says where it is told. */
interface Told extends Pick<MessageEvent, 'type'> {
  readonly message: Pick<Message, 'accountId' | 'applicationId' | 'direction'>
}

/** By the application that a message names: its URLs, their credentials, and the types that it has requested. */
export function routeOf({ store }: Emulator, event: Told): Route {
  const { accountId, applicationId, direction } = event.message
  const application = store.applications.get(accountId, applicationId)
  const messaging = application?.messaging
  if (!messaging) return { because: `There is no messaging application ${applicationId}.` }
  const { family, inboundUrl, outboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  const inbound = { url: inboundUrl, credentials: inboundCredentials === 'empty' ? undefined : inboundCredentials }
  const whose = `of application '${application.name}'`
  if (direction === 'in') return { target: inbound, because: `It is the ${family} ${whose}.` }
  if (requestedTypes && !requestedTypes.includes(event.type)) {
    const types = requestedTypes.join(', ')
    return {
      because: `The RequestedCallbackTypes ${whose} are ${types}.`,
      warning:
        `No callback ${event.type}: the RequestedCallbackTypes of application ${applicationId} are ${types}. ` +
        'Add it there with PUT or PATCH.',
    }
  }
  if (outboundUrl !== undefined) {
    const target = { url: outboundUrl, credentials: outboundCredentials }
    return { target, because: `It is the OutboundCallbackUrl ${whose}.` }
  }
  const lacking = family === 'InboundCallbackUrl' ? ', which has no OutboundCallbackUrl' : ''
  const target = { ...inbound, credentials: outboundCredentials ?? inbound.credentials }
  return { target, because: `It is the ${family} ${whose}${lacking}.` }
}

/** Where a message is told that comes in for a number: by the application of the number's location. */
export function routeOfNumber(
  emulator: Emulator,
  number: TelephoneNumber,
): Route & { readonly applicationId?: string | undefined } {
  const { accountId, sipPeerId, id } = number
  const applicationId = sipPeerOf(emulator, number)?.messagingApplicationId
  if (applicationId) {
    const message = { accountId, applicationId, direction: 'in' } as const
    return { applicationId, ...routeOf(emulator, { type: 'message-received', message }) }
  }
  return {
    because: 'Its location has no messaging application.',
    warning: `No callback: the location of ${id} (SipPeer ${sipPeerId}) has no messaging application assigned.`,
  }
}

/** Where an event is told, for the log of its message. */
export const routeInWords = (type: MessageEvent['type'], { target, because }: Route): Decided => ({
  what: target ? `Callback ${type} to ${target.url}` : `No callback ${type}`,
  because,
})
