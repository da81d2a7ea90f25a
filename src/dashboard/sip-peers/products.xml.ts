import type { VoiceSettings } from '../../domain/sip-peer.ts'
import { document, type ElementValue, element, many, maybe, one, text } from '../../xml/index.ts'
import { textOrAbsent } from '../shared.xml.ts'

export const sipPeerProductResponse = document(
  'SipPeerProductResponse',
  element({ products: one('Products', element({ product: many('Product', element({ name: one('Name', text) })) })) }),
)

const messagingSettings = element({
  breakOutCountries: maybe('BreakOutCountries', element({ country: many('Country', text) })),
})
export const messagingSettingsDocument = document('SipPeerMessagingSettings', messagingSettings)
export const messagingSettingsResponse = document(
  'SipPeerMessagingSettingsResponse',
  element({ settings: one('SipPeerMessagingSettings', messagingSettings) }),
)

const originationFields = {
  protocol: maybe('VoiceProtocol', text),
  httpSettings: maybe('HttpSettings', element({ applicationId: maybe('HttpVoiceV2AppId', textOrAbsent) })),
}
const originationSettings = element(originationFields)
export const originationSettingsDocument = document('SipPeerOriginationSettings', originationSettings)
export const originationSettingsResponse = document(
  'SipPeerOriginationSettingsResponse',
  element({ settings: one('SipPeerOriginationSettings', originationSettings) }),
)

type WireOriginationSettings = ElementValue<typeof originationFields>

export const readVoice = ({ protocol, httpSettings }: WireOriginationSettings) => ({
  protocol,
  applicationId: httpSettings?.applicationId,
})

/** Calls go to hosts unless it was said otherwise. */
export function wireVoice({ protocol, applicationId }: VoiceSettings = { protocol: 'SIP' }): WireOriginationSettings {
  return { protocol, ...(applicationId && { httpSettings: { applicationId } }) }
}
