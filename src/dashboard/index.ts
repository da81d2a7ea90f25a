import type { Api } from '../http/api.ts'
import { readXmlBody } from '../xml/body.ts'
import { accounts } from './accounts/accounts.ts'
import { applications } from './applications/applications.ts'
import { availableNumbers } from './available-numbers/available-numbers.ts'
import { cities } from './cities/cities.ts'
import { coveredRateCenters } from './covered-rate-centers/covered-rate-centers.ts'
import { csrs } from './csrs/csrs.ts'
import { discNumbers } from './disc-numbers/disc-numbers.ts'
import { disconnects } from './disconnects/disconnects.ts'
import { dldas } from './dldas/dldas.ts'
import { refuse } from './endpoint.ts'
import { importTnChecker } from './import-tn-checker/import-tn-checker.ts'
import { importTnOrders } from './import-tn-orders/import-tn-orders.ts'
import { inServiceNumberOperations } from './in-service-numbers/in-service-numbers.ts'
import { knownPaths } from './known-paths.ts'
import { lidbs } from './lidbs/lidbs.ts'
import { lineOptionOrders } from './line-option-orders/line-option-orders.ts'
import { lnpChecker } from './lnp-checker/lnp-checker.ts'
import { lsrOrders } from './lsr-orders/lsr-orders.ts'
import { moveTns } from './move-tns/move-tns.ts'
import { numberLookups } from './number-lookups/number-lookups.ts'
import { orders } from './orders/orders.ts'
import { portIns } from './port-ins/port-ins.ts'
import { rateCenterOperations } from './rate-centers/rate-centers.ts'
import { messaging } from './sip-peers/messaging.ts'
import { sipPeerNumbers } from './sip-peers/numbers.ts'
import { sipPeerProducts } from './sip-peers/products.ts'
import { sipPeers } from './sip-peers/sip-peers.ts'
import { sites } from './sites/sites.ts'
import { subscriptions } from './subscriptions/subscriptions.ts'
import { tnOptions } from './tn-options/tn-options.ts'
import { tnReservations } from './tn-reservations/tn-reservations.ts'
import { tns } from './tns/tns.ts'
import { users } from './users/users.ts'

/** The Dashboard API: XML over HTTP, also called Iris or Numbers API. */
export const dashboard: Api = {
  name: 'dashboard',
  prefixes: ['/api/v1.0', '/api/v1', '/api', '/v1.0', '/v1'],
  operations: [
    ...accounts,
    ...applications,
    ...sites,
    ...sipPeers,
    ...messaging,
    ...sipPeerProducts,
    ...sipPeerNumbers,
    ...moveTns,
    ...availableNumbers,
    ...tnReservations,
    ...cities,
    ...rateCenterOperations,
    ...coveredRateCenters,
    ...numberLookups,
    ...lnpChecker,
    ...orders,
    ...disconnects,
    ...discNumbers,
    ...tnOptions,
    ...tns,
    ...inServiceNumberOperations,
    ...subscriptions,
    ...importTnChecker,
    ...importTnOrders,
    ...lidbs,
    ...dldas,
    ...portIns,
    ...lsrOrders,
    ...csrs,
    ...lineOptionOrders,
    ...users,
  ],
  knownPaths,
  readBody: ({ req, res }, { maxXmlBytes, maxDepth }) => readXmlBody(req, res, { bytes: maxXmlBytes, depth: maxDepth }),
  refuse,
}
