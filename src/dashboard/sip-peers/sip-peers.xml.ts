import type { Host, SipPeer } from '../../domain/sip-peer.ts'
import { boolean, document, element, many, maybe, one, text } from '../../xml/index.ts'
import { address, tenDigits } from '../shared.xml.ts'

const host = element({
  hostName: maybe('HostName', text),
  port: maybe('Port', text),
  customerTrafficAllowed: maybe('CustomerTrafficAllowed', text),
  dataAllowed: maybe('DataAllowed', text),
})
const voiceHosts = element({ hosts: many('Host', host) })
const terminationHosts = element({ hosts: many('TerminationHost', host) })
const callingName = element({ display: maybe('Display', boolean), enforced: maybe('Enforced', boolean) })

const draft = {
  name: maybe('PeerName', text),
  description: maybe('Description', text),
  isDefault: maybe('IsDefaultPeer', boolean),
  shortMessagingProtocol: maybe('ShortMessagingProtocol', text),
  voiceHosts: maybe('VoiceHosts', voiceHosts),
  smsHosts: maybe('SmsHosts', voiceHosts),
  terminationHosts: maybe('TerminationHosts', terminationHosts),
  address: maybe('Address', address),
  callingName: maybe('CallingName', callingName),
  finalDestinationUri: maybe('FinalDestinationUri', text),
}

const sipPeer = element({
  id: one('PeerId', text),
  name: one('PeerName', text),
  description: maybe('Description', text),
  isDefault: one('IsDefaultPeer', boolean),
  shortMessagingProtocol: maybe('ShortMessagingProtocol', text),
  voiceHosts: one('VoiceHosts', voiceHosts),
  voiceHostGroups: one('VoiceHostGroups', element({})),
  smsHosts: one('SmsHosts', voiceHosts),
  terminationHosts: one('TerminationHosts', terminationHosts),
  address: maybe('Address', address),
  callingName: one('CallingName', callingName),
  finalDestinationUri: maybe('FinalDestinationUri', text),
})

export const sipPeerDocument = document('SipPeer', element(draft))
export const sipPeerResponse = document('SipPeerResponse', element({ sipPeer: one('SipPeer', sipPeer) }))
export const sipPeersResponse = document(
  'TNSipPeersResponse',
  element({ sipPeers: one('SipPeers', element({ sipPeer: many('SipPeer', sipPeer) })) }),
)
export const sipPeerTelephoneNumbersResponse = document(
  'SipPeerTelephoneNumbersResponse',
  element({
    numbers: one(
      'SipPeerTelephoneNumbers',
      element({ number: many('SipPeerTelephoneNumber', element({ number: one('FullNumber', tenDigits) })) }),
    ),
  }),
)

const noHosts: { readonly hosts: readonly Host[] } = { hosts: [] }

/** The containers of hosts are there even when empty. */
export const wireSipPeer = (peer: SipPeer) => ({
  ...peer,
  voiceHosts: peer.voiceHosts ?? noHosts,
  voiceHostGroups: {},
  smsHosts: peer.smsHosts ?? noHosts,
  terminationHosts: peer.terminationHosts ?? noHosts,
})
