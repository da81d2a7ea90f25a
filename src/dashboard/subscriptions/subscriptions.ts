import { surprisesOfSubscription } from '../../domain/production.ts'
import {
  createSubscription,
  deleteSubscription,
  getSubscription,
  replaceSubscription,
  subscriptionsOf,
} from '../../domain/subscription.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import {
  readSubscription,
  subscriptionDocument,
  subscriptionsResponse,
  wireSubscriptions,
} from './subscriptions.xml.ts'

export const subscriptions = [
  endpoint({
    name: 'ListSubscriptions',
    method: 'get',
    path: '/accounts/:accountId/subscriptions',
    evidence: 'documented',
    source:
      'subscription guide and numbers specification 2023; SDK fixtures; that orderType and orderId filter is assumed',
    answers: subscriptionsResponse,
    handle: (emulator, { account, query }) =>
      wireSubscriptions(
        subscriptionsOf(emulator, account.id, { orderType: query.get('orderType'), orderId: query.get('orderId') }),
        emulator.clock.now(),
      ),
  }),

  endpoint({
    name: 'CreateSubscription',
    method: 'post',
    path: '/accounts/:accountId/subscriptions',
    evidence: 'documented',
    source: 'subscription guide and numbers specification 2023; error catalogue 2023',
    differs:
      'nothing is sent by email; nobody is told of MESSAGING_LOST; a public key is not used; an OrderId of a type that is not emulated is not checked',
    accepts: subscriptionDocument,
    failsIn: subscriptionsResponse.root,
    invalid: 404,
    handle(emulator, { account, body, warn }) {
      const subscription = createSubscription(emulator, account.id, readSubscription(body))
      warn(surprisesOfSubscription(subscription))
      return new Created(`/accounts/${account.id}/subscriptions/${subscription.id}`)
    },
  }),

  endpoint({
    name: 'GetSubscription',
    method: 'get',
    path: '/accounts/:accountId/subscriptions/:subscriptionId',
    evidence: 'documented',
    source: 'subscription guide 2023; SDK fixtures (the specification leaves Subscriptions out for callbacks)',
    answers: subscriptionsResponse,
    handle: (emulator, { account, params }) =>
      wireSubscriptions([getSubscription(emulator, account.id, params.subscriptionId)], emulator.clock.now()),
  }),

  endpoint({
    name: 'UpdateSubscription',
    method: 'put',
    path: '/accounts/:accountId/subscriptions/:subscriptionId',
    evidence: 'documented',
    source: 'subscription guide and numbers specification 2023; that a target left out is kept is assumed',
    accepts: subscriptionDocument,
    failsIn: subscriptionsResponse.root,
    handle(emulator, { account, params, body, warn }) {
      const subscription = getSubscription(emulator, account.id, params.subscriptionId)
      warn(surprisesOfSubscription(replaceSubscription(emulator, subscription, readSubscription(body))))
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'DeleteSubscription',
    method: 'delete',
    path: '/accounts/:accountId/subscriptions/:subscriptionId',
    evidence: 'documented',
    source: 'subscription guide and numbers specification 2023',
    failsIn: subscriptionsResponse.root,
    handle(emulator, { account, params }) {
      deleteSubscription(emulator, getSubscription(emulator, account.id, params.subscriptionId))
      return new Bare(200)
    },
  }),
]
