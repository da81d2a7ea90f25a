import type { Application, ApplicationDraft, CallbackFamily } from '../../domain/application.ts'
import { type Codec, document, element, many, maybe, one, text, variant } from '../../xml/index.ts'

const credentials = element({ userId: maybe('UserId', text), password: maybe('Password', text) })
const callbackTypes = element({ types: many('CallbackType', text) })

const identity = {
  id: maybe('ApplicationId', text),
  serviceType: maybe('ServiceType', text),
  name: maybe('AppName', text),
}
const callback = {
  callbackUrl: maybe('CallbackUrl', text),
  callbackCredentials: maybe('CallbackCreds', credentials),
}
const directional = {
  inboundCallbackUrl: maybe('InboundCallbackUrl', text),
  outboundCallbackUrl: maybe('OutboundCallbackUrl', text),
}
const directionalCredentials = {
  inboundCallbackCredentials: maybe('InboundCallbackCreds', credentials),
  outboundCallbackCredentials: maybe('OutboundCallbackCreds', credentials),
}
const requestedCallbackTypes = { requestedCallbackTypes: maybe('RequestedCallbackTypes', callbackTypes) }
const voice = {
  callInitiatedCallbackUrl: maybe('CallInitiatedCallbackUrl', text),
  callInitiatedMethod: maybe('CallInitiatedMethod', text),
  callStatusCallbackUrl: maybe('CallStatusCallbackUrl', text),
  callStatusMethod: maybe('CallStatusMethod', text),
}
const voiceFallback = {
  callInitiatedFallbackUrl: maybe('CallInitiatedFallbackUrl', text),
  callInitiatedFallbackMethod: maybe('CallInitiatedFallbackMethod', text),
  callInitiatedFallbackCredentials: maybe('CallInitiatedFallbackCreds', credentials),
  callbackTimeout: maybe('CallbackTimeout', text),
}
const msgCallbackUrl = { msgCallbackUrl: maybe('MsgCallbackUrl', text) }

/** An application on the wire: the draft's words, and the id in answers. */
export interface WireApplication extends ApplicationDraft {
  readonly id?: string | undefined
}

/** Every element of every year: what a request may have. */
const anyYear: Codec<WireApplication> = element({
  ...identity,
  ...msgCallbackUrl,
  ...callback,
  ...directional,
  ...requestedCallbackTypes,
  ...directionalCredentials,
  ...voice,
  ...voiceFallback,
})

/** The vendor's generations have their elements in different orders. */
const forms: Readonly<Record<CallbackFamily | 'voice', Codec<WireApplication>>> = {
  // The founding document, fixtures/wire/dashboard/CreateApplication.response.xml
  CallbackUrl: element({ ...identity, ...callback }),
  MsgCallbackUrl: element({
    ...identity,
    callbackUrl: callback.callbackUrl,
    ...msgCallbackUrl,
    ...directional,
    ...requestedCallbackTypes,
    callbackCredentials: callback.callbackCredentials,
    ...directionalCredentials,
  }),
  InboundCallbackUrl: element({ ...identity, ...directional, ...directionalCredentials, ...requestedCallbackTypes }),
  voice: element({ ...identity, ...voice, callbackCredentials: callback.callbackCredentials, ...voiceFallback }),
}

const application = variant<WireApplication>((wire) => {
  if (wire.callInitiatedCallbackUrl) return forms.voice
  if (wire.msgCallbackUrl) return forms.MsgCallbackUrl
  return wire.inboundCallbackUrl ? forms.InboundCallbackUrl : forms.CallbackUrl
}, anyYear)

export const applicationDocument = document('Application', anyYear)
export const applicationResponse = document(
  'ApplicationProvisioningResponse',
  element({ application: one('Application', application) }),
)
export const applicationsResponse = document(
  'ApplicationProvisioningResponse',
  element({ list: one('ApplicationList', element({ applications: many('Application', application) })) }),
)
export const associatedSipPeersResponse = document(
  'AssociatedSipPeersResponse',
  element({
    sipPeers: one(
      'AssociatedSipPeers',
      element({
        sipPeer: many(
          'AssociatedSipPeer',
          element({
            siteId: one('SiteId', text),
            siteName: one('SiteName', text),
            peerId: one('PeerId', text),
            peerName: one('PeerName', text),
          }),
        ),
      }),
    ),
  }),
)

/**
 * An application in the elements of the generation it was written in. Only the oldest gives passwords back.
 */
export function wireApplication({ id, name, serviceType, messaging, voice }: Application): WireApplication {
  if (voice) {
    return {
      id,
      name,
      serviceType,
      callInitiatedCallbackUrl: voice.initiatedUrl,
      callInitiatedMethod: voice.initiatedMethod,
      callStatusCallbackUrl: voice.statusUrl,
      callStatusMethod: voice.statusMethod,
      callbackCredentials: voice.credentials && { userId: voice.credentials.userId },
      callInitiatedFallbackUrl: voice.fallback?.url,
      callInitiatedFallbackMethod: voice.fallback?.method,
      callInitiatedFallbackCredentials: voice.fallback?.credentials && { userId: voice.fallback.credentials.userId },
      callbackTimeout: voice.timeout === undefined ? undefined : String(voice.timeout),
    }
  }
  if (!messaging) return { id, name, serviceType }
  const { family, inboundUrl, outboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  if (family === 'CallbackUrl') {
    return {
      id,
      name,
      serviceType,
      callbackUrl: inboundUrl,
      callbackCredentials: inboundCredentials === 'empty' ? {} : inboundCredentials,
    }
  }
  const inbound =
    inboundCredentials && inboundCredentials !== 'empty' ? { userId: inboundCredentials.userId } : undefined
  const outbound = outboundCredentials && { userId: outboundCredentials.userId }
  const both = family === 'MsgCallbackUrl' ? inboundUrl : undefined
  return {
    id,
    name,
    serviceType,
    callbackUrl: both,
    msgCallbackUrl: both,
    callbackCredentials: both ? inbound : undefined,
    inboundCallbackUrl: inboundUrl,
    outboundCallbackUrl: outboundUrl ?? both,
    inboundCallbackCredentials: inbound,
    outboundCallbackCredentials: outbound,
    requestedCallbackTypes: requestedTypes && { types: requestedTypes },
  }
}
