import { Fault } from '../../domain/fault.ts'
import { surprises } from '../../domain/production.ts'
import { createSipPeer, deleteSipPeer, getSipPeer, replaceSipPeer, sipPeersAt } from '../../domain/sip-peer.ts'
import { getSite } from '../../domain/site.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import { sipPeerDocument, sipPeerResponse, sipPeersResponse, wireSipPeer } from './sip-peers.xml.ts'

export const sipPeers = [
  endpoint({
    name: 'ListSipPeers',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/sippeers',
    hot: true,
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures',
    answers: sipPeersResponse,
    handle(emulator, { account, params }) {
      const site = getSite(emulator, account.id, params.siteId)
      return { sipPeers: { sipPeer: sipPeersAt(emulator, site).map(wireSipPeer) } }
    },
  }),

  endpoint({
    name: 'CreateSipPeer',
    method: 'post',
    path: '/accounts/:accountId/sites/:siteId/sippeers',
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2018 and 2020; numbers specification 2023; error catalogue 2023',
    differs:
      'addresses are not geocoded; a termination host is in use only by locations of the same account; what belongs to calls is kept and given back, and changes nothing; an IsDefaultPeer of `undefined`, as node-bandwidth sends it, counts as none',
    accepts: sipPeerDocument,
    failsIn: sipPeerResponse.root,
    handle(emulator, { account, params, body, warn }) {
      const sipPeer = createSipPeer(emulator, getSite(emulator, account.id, params.siteId), body)
      if (body.isDefault === false && sipPeer.isDefault) warn([surprises.secondDefault])
      return new Created(`/accounts/${account.id}/sites/${sipPeer.siteId}/sippeers/${sipPeer.id}`)
    },
  }),

  endpoint({
    name: 'GetSipPeer',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId',
    hot: true,
    evidence: 'documented',
    source: 'numbers specification 2023: an unknown one is a 400 with 13563',
    answers: sipPeerResponse,
    handle(emulator, { account, params }) {
      const site = getSite(emulator, account.id, params.siteId)
      return { sipPeer: wireSipPeer(getSipPeer(emulator, site, params.sipPeerId)) }
    },
  }),

  endpoint({
    name: 'UpdateSipPeer',
    method: 'put',
    path: '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId',
    evidence: 'documented',
    source: 'numbers specification 2023 (older sources answer without a body)',
    accepts: sipPeerDocument,
    answers: sipPeerResponse,
    handle(emulator, { account, params, body }) {
      const site = getSite(emulator, account.id, params.siteId)
      const sipPeer = getSipPeer(emulator, site, params.sipPeerId)
      return { sipPeer: wireSipPeer(replaceSipPeer(emulator, site, sipPeer, body)) }
    },
  }),

  endpoint({
    name: 'DeleteSipPeer',
    method: 'delete',
    path: '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId',
    evidence: 'documented',
    source: 'Dashboard reference 2021; error catalogue 2023; the order of the checks is assumed',
    failsIn: sipPeerResponse.root,
    handle(emulator, { account, params }) {
      const site = getSite(emulator, account.id, params.siteId)
      const sipPeer = sipPeersAt(emulator, site).find(({ id }) => id === params.sipPeerId)
      if (!sipPeer) throw new Fault('SipPeerToDeleteNotFound')
      deleteSipPeer(emulator, site, sipPeer)
      return new Bare(200)
    },
  }),
]
