import type { Hosts } from '../../domain/host.ts'
import type { SipPeer } from '../../domain/sip-peer.ts'
import { boolean, document, element, many, maybe, one, text } from '../../xml/index.ts'
import { address, booleanOrAbsent, textOrAbsent } from '../shared.xml.ts'

const host = element({
  hostName: maybe('HostName', text),
  port: maybe('Port', text),
  customerTrafficAllowed: maybe('CustomerTrafficAllowed', text),
  dataAllowed: maybe('DataAllowed', text),
})
const voiceHosts = element({ hosts: many('Host', host) })
const terminationHosts = element({ hosts: many('TerminationHost', host) })
const voiceHostGroups = element({ groups: many('VoiceHostGroup', voiceHosts) })
const routePlan = element({
  routes: many(
    'Route',
    element({
      name: maybe('Name', text),
      endpoint: maybe('Endpoint', text),
      endpointType: maybe('EndpointType', text),
      priority: maybe('Priority', text),
      weight: maybe('Weight', text),
    }),
  ),
  action: maybe('Action', text),
})
export const callingName = element({ display: maybe('Display', boolean), enforced: maybe('Enforced', boolean) })

const draft = {
  name: maybe('PeerName', text),
  description: maybe('Description', text),
  isDefault: maybe('IsDefaultPeer', booleanOrAbsent),
  billingIdentifier: maybe('BillingIdentifier', textOrAbsent),
  shortMessagingProtocol: maybe('ShortMessagingProtocol', textOrAbsent),
  voiceHosts: maybe('VoiceHosts', voiceHosts),
  voiceHostGroups: maybe('VoiceHostGroups', voiceHostGroups),
  smsHosts: maybe('SmsHosts', voiceHosts),
  terminationHosts: maybe('TerminationHosts', terminationHosts),
  routePlan: maybe('OriginationRoutePlan', routePlan),
  address: maybe('Address', address),
  callingName: maybe('CallingName', callingName),
  finalDestinationUri: maybe('FinalDestinationUri', textOrAbsent),
  premiseTrunks: maybe('PremiseTrunks', textOrAbsent),
  ssSendToCustomer: maybe('SsSendToCustomer', textOrAbsent),
  callVerificationEnabled: maybe('CallVerificationEnabled', textOrAbsent),
  pindropEnabled: maybe('PindropEnabled', textOrAbsent),
}

const sipPeer = element({
  id: one('PeerId', text),
  name: one('PeerName', text),
  description: maybe('Description', text),
  isDefault: one('IsDefaultPeer', boolean),
  billingIdentifier: draft.billingIdentifier,
  shortMessagingProtocol: draft.shortMessagingProtocol,
  voiceHosts: one('VoiceHosts', voiceHosts),
  voiceHostGroups: one('VoiceHostGroups', voiceHostGroups),
  smsHosts: one('SmsHosts', voiceHosts),
  terminationHosts: one('TerminationHosts', terminationHosts),
  routePlan: draft.routePlan,
  address: maybe('Address', address),
  callingName: one('CallingName', callingName),
  finalDestinationUri: draft.finalDestinationUri,
  premiseTrunks: draft.premiseTrunks,
  ssSendToCustomer: draft.ssSendToCustomer,
  callVerificationEnabled: draft.callVerificationEnabled,
  pindropEnabled: draft.pindropEnabled,
})

export const sipPeerDocument = document('SipPeer', element(draft))
export const sipPeerResponse = document('SipPeerResponse', element({ sipPeer: one('SipPeer', sipPeer) }))
export const sipPeersResponse = document(
  'TNSipPeersResponse',
  element({ sipPeers: one('SipPeers', element({ sipPeer: many('SipPeer', sipPeer) })) }),
)

const noHosts: Hosts = { hosts: [] }

/** The containers of hosts are there even when empty. */
export const wireSipPeer = (peer: SipPeer) => ({
  ...peer,
  voiceHosts: peer.voiceHosts ?? noHosts,
  voiceHostGroups: peer.voiceHostGroups ?? { groups: [] },
  smsHosts: peer.smsHosts ?? noHosts,
  terminationHosts: peer.terminationHosts ?? noHosts,
})
