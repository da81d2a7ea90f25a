import { createSite, deleteSite, getSite, replaceSite } from '../../domain/site.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import { siteDocument, siteResponse, sitesResponse } from './sites.xml.ts'

export const sites = [
  endpoint({
    name: 'ListSites',
    method: 'get',
    path: '/accounts/:accountId/sites',
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures',
    differs: 'the queries tnCounts, sipPeerDetails and summary have no effect',
    answers: sitesResponse,
    handle: ({ store }, { account }) => ({ sites: { site: store.sites.all(account.id) } }),
  }),

  endpoint({
    name: 'CreateSite',
    method: 'post',
    path: '/accounts/:accountId/sites',
    evidence: 'documented',
    source: 'set-up guides 2020; numbers specification 2023',
    differs: 'addresses are not geocoded, so 12112 and 12113 never come',
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
]
