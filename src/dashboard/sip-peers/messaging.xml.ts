import type { MmsFeature, SmsFeature } from '../../domain/sip-peer.ts'
import { boolean, type Codec, document, element, maybe, one, text } from '../../xml/index.ts'

/** The vendor's own SipPeer behind every location that speaks HTTP. */
const proxyPeerId = '539692'

const smsFeature = element({
  settings: one(
    'SipPeerSmsFeatureSettings',
    element({
      tollFree: maybe('TollFree', boolean),
      shortCode: maybe('ShortCode', boolean),
      protocol: maybe('Protocol', text),
      zone1: maybe('Zone1', boolean),
      zone2: maybe('Zone2', boolean),
      zone3: maybe('Zone3', boolean),
      zone4: maybe('Zone4', boolean),
      zone5: maybe('Zone5', boolean),
      a2pLongCode: maybe('A2pLongCode', text),
      a2pMessageClass: maybe('A2pMessageClass', text),
      a2pCampaignId: maybe('A2pCampaignId', text),
    }),
  ),
  httpSettings: maybe('HttpSettings', element({ proxyPeerId: maybe('ProxyPeerId', text) })),
})

/** Lower case in answers, as in the guides of 2018; requests come in both. */
const mmsFeature = element({
  settings: one('MmsSettings', element({ protocol: maybe('protocol', text) })),
  protocols: maybe(
    'Protocols',
    element({
      http: maybe(
        'HTTP',
        element({ httpSettings: maybe('HttpSettings', element({ proxyPeerId: maybe('proxyPeerId', text) })) }),
      ),
    }),
  ),
})

const assignment = element({ messagingApplicationId: maybe('HttpMessagingV2AppId', text) })

/** The bare word REMOVE stands where otherwise the application's id is an element. */
const assignmentOrWord: Codec<{ readonly messagingApplicationId?: string | undefined }> = {
  decode(node, path) {
    const word = typeof node === 'string' ? node.trim() : ''
    return word ? { messagingApplicationId: word } : assignment.decode(node, path)
  },
  encode: assignment.encode,
}

export const smsFeatureDocument = document('SipPeerSmsFeature', smsFeature)
export const smsFeatureResponse = document(
  'SipPeerSmsFeatureResponse',
  element({ feature: one('SipPeerSmsFeature', smsFeature) }),
)
export const mmsFeatureDocument = document('MmsFeature', mmsFeature)
export const mmsFeatureResponse = document('MmsFeatureResponse', element({ feature: one('MmsFeature', mmsFeature) }))
export const applicationSettingsDocument = document('ApplicationsSettings', assignmentOrWord)
export const applicationSettingsResponse = document(
  'ApplicationsSettingsResponse',
  element({
    settings: one('ApplicationsSettings', assignment),
    // What @bandwidth/numbers 2.0.0 reads; without it, it never calls back.
    settingsForNodeNumbers: maybe('ApplicationSettings', assignment),
  }),
)

type WireSmsFeature = ReturnType<typeof smsFeature.decode>
type WireMmsFeature = ReturnType<typeof mmsFeature.decode>

export function readSmsFeature({ settings }: WireSmsFeature): SmsFeature {
  const {
    protocol = 'HTTP',
    tollFree = false,
    shortCode = false,
    a2pLongCode,
    a2pMessageClass,
    a2pCampaignId,
  } = settings
  const zones = [settings.zone1, settings.zone2, settings.zone3, settings.zone4, settings.zone5]
  return {
    protocol,
    tollFree,
    shortCode,
    zones: zones.map((zone) => zone ?? false),
    a2p: { longCode: a2pLongCode, messageClass: a2pMessageClass, campaignId: a2pCampaignId },
  }
}

export function wireSmsFeature({ protocol, tollFree, shortCode, zones, a2p }: SmsFeature): WireSmsFeature {
  const [zone1, zone2, zone3, zone4, zone5] = zones
  const settings = {
    ...{ tollFree, shortCode, protocol, zone1, zone2, zone3, zone4, zone5 },
    ...{ a2pLongCode: a2p?.longCode, a2pMessageClass: a2p?.messageClass, a2pCampaignId: a2p?.campaignId },
  }
  return { settings, ...(protocol === 'HTTP' && { httpSettings: { proxyPeerId } }) }
}

export const readMmsFeature = ({ settings }: WireMmsFeature): MmsFeature => ({ protocol: settings.protocol ?? 'HTTP' })

export function wireMmsFeature({ protocol }: MmsFeature): WireMmsFeature {
  return {
    settings: { protocol },
    ...(protocol === 'HTTP' && { protocols: { http: { httpSettings: { proxyPeerId } } } }),
  }
}
