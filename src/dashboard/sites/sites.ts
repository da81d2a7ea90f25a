import type { Emulator } from '../../domain/emulator.ts'
import { type SipPeer, sipPeersAt } from '../../domain/sip-peer.ts'
import { countTelephoneNumbersAt, createSite, deleteSite, getSite, replaceSite, type Site } from '../../domain/site.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import type { Query } from '../query.ts'
import { siteDocument, siteResponse, sitesResponse, siteTelephoneNumbersResponse } from './sites.xml.ts'

export const sites = [
  endpoint({
    name: 'ListSites',
    method: 'get',
    path: '/accounts/:accountId/sites',
    hot: true,
    evidence: 'documented',
    source:
      'numbers specification 2023; SDK fixtures; where tnCounts, sipPeerDetails and summary put their elements is assumed',
    answers: sitesResponse,
    handle: (emulator, { account, query }) => ({
      sites: { site: emulator.store.sites.all(account.id).map((site) => listed(emulator, site, query)) },
    }),
  }),

  endpoint({
    name: 'CreateSite',
    method: 'post',
    path: '/accounts/:accountId/sites',
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2020; numbers specification 2023; error catalogue 2023',
    differs: 'addresses are not geocoded, so 12024, 12112 and 12113 never come; no account is one for UC trunking',
    accepts: siteDocument,
    answers: siteResponse,
    handle(emulator, { account, body }) {
      const site = createSite(emulator, account.id, body)
      return new Created(`/accounts/${account.id}/sites/${site.id}`, { site })
    },
  }),

  endpoint({
    name: 'GetSite',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId',
    hot: true,
    evidence: 'documented',
    source: 'numbers specification 2023',
    answers: siteResponse,
    handle: (emulator, { account, params }) => ({ site: getSite(emulator, account.id, params.siteId) }),
  }),

  endpoint({
    name: 'UpdateSite',
    method: 'put',
    path: '/accounts/:accountId/sites/:siteId',
    evidence: 'documented',
    source: 'numbers specification 2023 (older sources answer without a body)',
    accepts: siteDocument,
    answers: siteResponse,
    handle: (emulator, { account, params, body }) => ({
      site: replaceSite(emulator, getSite(emulator, account.id, params.siteId), body),
    }),
  }),

  endpoint({
    name: 'DeleteSite',
    method: 'delete',
    path: '/accounts/:accountId/sites/:siteId',
    evidence: 'documented',
    source: 'Dashboard reference 2021; error catalogue 2023',
    failsIn: siteResponse.root,
    handle(emulator, { account, params }) {
      deleteSite(emulator, getSite(emulator, account.id, params.siteId))
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'CountSiteTelephoneNumbers',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/totaltns',
    evidence: 'observed',
    source: 'captured answers in the SDKs; numbers specification 2023',
    answers: siteTelephoneNumbersResponse,
    handle: (emulator, { account, params }) => ({
      numbers: { totalCount: countTelephoneNumbersAt(emulator, getSite(emulator, account.id, params.siteId)) },
    }),
  }),
]

/** A site as the list shows it: `summary` wins over `sipPeerDetails`. */
function listed(emulator: Emulator, site: Site, query: Query) {
  const { id, name, description } = site
  const [summary, details] = [query.flag('summary'), query.flag('sipPeerDetails')]
  const sipPeers = summary || details ? sipPeersAt(emulator, site) : undefined
  return {
    ...{ id, name, description },
    ...(query.flag('tnCounts') && { telephoneNumberCount: countTelephoneNumbersAt(emulator, site) }),
    ...(sipPeers && {
      sipPeerCount: sipPeers.length,
      sipPeers: { sipPeer: summary ? sipPeers.map(summaryOf) : sipPeers },
    }),
  }
}

const summaryOf = ({ id, name, description, isDefault }: SipPeer) => ({ id, name, description, isDefault })
