import { Fault } from '../../domain/fault.ts'
import type { MmsFeature, SmsFeature } from '../../domain/sip-peer.ts'
import { boolean, type Codec, document, element, many, maybe, one, text, variant } from '../../xml/index.ts'
import { textOrAbsent } from '../shared.xml.ts'

/** The vendor's own SipPeer behind every location that speaks HTTP. */
const proxyPeerId = '539692'

const smsFeature = element({
  settings: one(
    'SipPeerSmsFeatureSettings',
    element({
      tollFree: maybe('TollFree', boolean),
      shortCode: maybe('ShortCode', boolean),
      a2pLongCode: maybe('A2pLongCode', text),
      a2pMessageClass: maybe('A2pMessageClass', text),
      a2pCampaignId: maybe('A2pCampaignId', text),
      protocol: maybe('Protocol', text),
      zone1: maybe('Zone1', boolean),
      zone2: maybe('Zone2', boolean),
      zone3: maybe('Zone3', boolean),
      zone4: maybe('Zone4', boolean),
      zone5: maybe('Zone5', boolean),
    }),
  ),
  smppHosts: maybe(
    'SmppHosts',
    element({
      hosts: many(
        'SmppHost',
        element({
          hostName: maybe('HostName', text),
          hostId: maybe('HostId', textOrAbsent),
          priority: maybe('Priority', text),
          connectionType: maybe('ConnectionType', text),
        }),
      ),
    }),
  ),
  httpSettings: maybe('HttpSettings', element({ proxyPeerId: maybe('ProxyPeerId', text) })),
})

const mm4Host = {
  hostName: maybe('HostName', text),
  port: maybe('Port', textOrAbsent),
  hostId: maybe('HostId', textOrAbsent),
  priority: maybe('Priority', textOrAbsent),
}
const mm4 = element({
  tls: maybe('Tls', textOrAbsent),
  terminationHosts: maybe(
    'MmsMM4TermHosts',
    element({
      list: maybe(
        'TermHosts',
        element({
          hosts: many(
            'TermHost',
            element({
              hostId: mm4Host.hostId,
              hostName: mm4Host.hostName,
              port: mm4Host.port,
              priority: mm4Host.priority,
            }),
          ),
        }),
      ),
    }),
  ),
  originationHosts: maybe(
    'MmsMM4OrigHosts',
    element({ list: maybe('OrigHosts', element({ hosts: many('OrigHost', element(mm4Host)) })) }),
  ),
})
const protocols = element({
  http: maybe(
    'HTTP',
    element({ httpSettings: maybe('HttpSettings', element({ proxyPeerId: maybe('proxyPeerId', text) })) }),
  ),
  mm4: maybe('MM4', mm4),
})
const mmsFeatureIn = (settings: Codec<{ readonly protocol?: string | undefined }>) =>
  element({ settings: one('MmsSettings', settings), protocols: maybe('Protocols', protocols) })
const mm4Settings = element({ protocol: maybe('Protocol', text) })
const mmsFeatureOf = {
  http: mmsFeatureIn(element({ protocol: maybe('protocol', text) })),
  mm4: mmsFeatureIn(mm4Settings),
}

/** HTTP stands in lower case in answers, as in the guides of 2018; requests come in both. */
const mmsFeature = variant<WireMmsFeature>(
  ({ settings }) => (settings.protocol === 'MM4' ? mmsFeatureOf.mm4 : mmsFeatureOf.http),
  mmsFeatureOf.http,
)

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
export const mmsSettingsResponse = document(
  'MmsFeatureMmsSettingsResponse',
  element({ settings: one('MmsSettings', mm4Settings) }),
)
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
type WireMmsFeature = ReturnType<typeof mmsFeatureOf.http.decode>

export function readSmsFeature({ settings, smppHosts }: WireSmsFeature): SmsFeature {
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
    smppHosts: smppHosts?.hosts,
  }
}

export function wireSmsFeature({ protocol, tollFree, shortCode, zones, a2p, smppHosts }: SmsFeature): WireSmsFeature {
  const [zone1, zone2, zone3, zone4, zone5] = zones
  const settings = {
    ...{ tollFree, shortCode, protocol, zone1, zone2, zone3, zone4, zone5 },
    ...{ a2pLongCode: a2p?.longCode, a2pMessageClass: a2p?.messageClass, a2pCampaignId: a2p?.campaignId },
  }
  return {
    settings,
    ...(smppHosts && { smppHosts: { hosts: smppHosts } }),
    ...(protocol === 'HTTP' && { httpSettings: { proxyPeerId } }),
  }
}

/** @throws Fault MessagingProtocolsMixed */
export function readMmsFeature({ settings, protocols }: WireMmsFeature): MmsFeature {
  const { http, mm4 } = protocols ?? {}
  if (http && mm4) throw new Fault('MessagingProtocolsMixed')
  const protocol = settings.protocol ?? 'HTTP'
  if (!mm4) return { protocol }
  const { tls = 'OFF', terminationHosts, originationHosts } = mm4
  return {
    protocol,
    mm4: {
      tls: tls.toUpperCase(),
      terminationHosts: terminationHosts?.list?.hosts ?? [],
      originationHosts: originationHosts?.list?.hosts ?? [],
    },
  }
}

export function wireMmsFeature({ protocol, mm4 }: MmsFeature): WireMmsFeature {
  if (protocol === 'HTTP') return { settings: { protocol }, protocols: { http: { httpSettings: { proxyPeerId } } } }
  if (!mm4) return { settings: { protocol } }
  const { tls, terminationHosts, originationHosts } = mm4
  const hosts = {
    terminationHosts: { list: { hosts: terminationHosts } },
    originationHosts: { list: { hosts: originationHosts } },
  }
  return { settings: { protocol }, protocols: { mm4: { tls, ...hosts } } }
}
