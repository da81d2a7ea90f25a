import type { Api } from '../http/mount.ts'
import { readXmlBody } from '../xml/body.ts'
import { accounts } from './accounts/accounts.ts'
import { applications } from './applications/applications.ts'
import { availableNumbers } from './available-numbers/available-numbers.ts'
import { refuse } from './endpoint.ts'
import { inServiceNumberOperations } from './in-service-numbers/in-service-numbers.ts'
import { knownPaths } from './known-paths.ts'
import { orders } from './orders/orders.ts'
import { messaging } from './sip-peers/messaging.ts'
import { sipPeers } from './sip-peers/sip-peers.ts'
import { sites } from './sites/sites.ts'

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
    ...availableNumbers,
    ...orders,
    ...inServiceNumberOperations,
  ],
  knownPaths,
  readBody: async (request, response) => {
    const { text, ...read } = await readXmlBody(request, response)
    return { raw: text, ...read }
  },
  refuse,
}
