import { remembered, rememberedOf } from '../core/remembered.ts'
import type { Application } from './application.ts'
import type { MessageCallback, MessageEvent } from './callback.ts'
import type { Decided } from './decision.ts'
import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'
import { sipPeerOf, type TelephoneNumber } from './telephone-number.ts'

/** Where an event is told, or nowhere; and why, in the words of its message's log. */
export interface Route extends Decided {
  readonly target?: Pick<MessageCallback, 'url' | 'credentials'>
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
  return application?.messaging
    ? routesOf(application)[direction](event.type)
    : { what: `No callback ${event.type}`, because: `There is no messaging application ${applicationId}.` }
}

/** The routes of an application, by the direction of a message and the type of an event. */
const routesOf = rememberedOf((application: Application) => ({
  in: remembered((type: MessageEvent['type']) => routeIn(application, type)),
  out: remembered((type: MessageEvent['type']) => routeOut(application, type)),
}))

type Messaging = NonNullable<Application['messaging']>

const to = (type: MessageEvent['type'], target: NonNullable<Route['target']>, because: string): Route => ({
  what: `Callback ${type} to ${target.url}`,
  ...{ because, target },
})

const inboundTarget = ({ inboundUrl, inboundCredentials }: Messaging) => ({
  url: inboundUrl,
  credentials: inboundCredentials === 'empty' ? undefined : inboundCredentials,
})

function routeIn({ name, ...application }: Application, type: MessageEvent['type']): Route {
  const messaging = application.messaging as Messaging
  return to(type, inboundTarget(messaging), `It is the ${messaging.family} of application '${name}'.`)
}

function routeOut({ id, name, ...application }: Application, type: MessageEvent['type']): Route {
  const messaging = application.messaging as Messaging
  const { family, outboundUrl, outboundCredentials, requestedTypes } = messaging
  const whose = `of application '${name}'`
  if (requestedTypes && !requestedTypes.includes(type)) {
    const types = requestedTypes.join(', ')
    return {
      what: `No callback ${type}`,
      because: `The RequestedCallbackTypes ${whose} are ${types}.`,
      warning:
        `No callback ${type}: the RequestedCallbackTypes of application ${id} are ${types}. ` +
        'Add it there with PUT or PATCH.',
    }
  }
  if (outboundUrl !== undefined)
    return to(type, { url: outboundUrl, credentials: outboundCredentials }, `It is the OutboundCallbackUrl ${whose}.`)
  const inbound = inboundTarget(messaging)
  const lacking = family === 'InboundCallbackUrl' ? ', which has no OutboundCallbackUrl' : ''
  const target = { url: inbound.url, credentials: outboundCredentials ?? inbound.credentials }
  return to(type, target, `It is the ${family} ${whose}${lacking}.`)
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
    what: 'No callback message-received',
    because: 'Its location has no messaging application.',
    warning: `No callback: the location of ${id} (SipPeer ${sipPeerId}) has no messaging application assigned.`,
  }
}
