import { boolean, document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { address } from '../shared.xml.ts'
import { callingName } from '../sip-peers/sip-peers.xml.ts'

const draft = {
  name: maybe('Name', text),
  description: maybe('Description', text),
  customerProvidedId: maybe('CustomerProvidedID', text),
  customerName: maybe('CustomerName', text),
  address: maybe('Address', address),
}
const site = element({ id: one('Id', text), ...draft })
const ucTrunking = element({ type: maybe('Type', text), usageCategory: maybe('UsageCategory', text) })

/** With which details a list shows the locations of a site. */
const sipPeer = element({
  id: one('PeerId', text),
  name: one('PeerName', text),
  description: maybe('Description', text),
  isDefault: one('IsDefaultPeer', boolean),
  address: maybe('Address', address),
  finalDestinationUri: maybe('FinalDestinationUri', text),
  premiseTrunks: maybe('PremiseTrunks', text),
  callingName: maybe('CallingName', callingName),
  ssSendToCustomer: maybe('SsSendToCustomer', text),
})
const listed = element({
  id: one('Id', text),
  name: one('Name', text),
  description: maybe('Description', text),
  telephoneNumberCount: maybe('TotalTnCount', integer),
  sipPeerCount: maybe('SipPeerCount', integer),
  sipPeers: maybe('SipPeers', element({ sipPeer: many('SipPeer', sipPeer) })),
})

export const siteDocument = document(
  'Site',
  element({ ...draft, ucTrunking: maybe('UcTrunkingConfiguration', ucTrunking) }),
)
export const siteResponse = document('SiteResponse', element({ site: one('Site', site) }))
export const sitesResponse = document(
  'SitesResponse',
  element({ sites: one('Sites', element({ site: many('Site', listed) })) }),
)
export const siteTelephoneNumbersResponse = document(
  'SiteTNsResponse',
  element({ numbers: one('SiteTNs', element({ totalCount: one('TotalCount', integer) })) }),
)
