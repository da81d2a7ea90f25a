import { type Disconnect, getDisconnect, placeDisconnect } from '../../domain/disconnect.ts'
import { Created, endpoint } from '../endpoint.ts'
import { noteOperations } from '../notes/notes.ts'
import { failsWhenEmpty, type Listing, listedOrNone, selected } from '../orders/order-list.ts'
import { disconnectsResponse } from '../orders/order-list.xml.ts'
import {
  disconnectDocument,
  disconnectRefused,
  disconnectResponse,
  readDisconnect,
  wireDisconnect,
} from './disconnects.xml.ts'

const listing: Listing<Disconnect> = {
  type: 'disconnect',
  statuses: ['RECEIVED', 'PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  ...{ defaultSize: 300, maxSize: 5_000 },
  numbersOf: ({ disconnected }) => disconnected,
}

export const disconnects = [
  endpoint({
    name: 'ListDisconnects',
    method: 'get',
    path: '/accounts/:accountId/disconnects',
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures',
    differs: 'the newest first, which no source says',
    answers: disconnectsResponse,
    fails: failsWhenEmpty,
    handle({ store, clock }, request) {
      const { account, query } = request
      const found = selected(store.disconnects.all(account.id), query, listing, clock.now())
      return listedOrNone(found, request, `/accounts/${account.id}/disconnects`, listing)
    },
  }),

  endpoint({
    name: 'CreateDisconnect',
    method: 'post',
    path: '/accounts/:accountId/disconnects',
    evidence: 'documented',
    source: 'disconnect guides 2018; captured answers in the SDKs',
    differs: 'soft-remove does what normal does; any user may purge',
    accepts: disconnectDocument,
    answers: disconnectResponse,
    fails: disconnectRefused,
    handle(emulator, { account, body, user, trace }) {
      const disconnect = placeDisconnect(emulator, account.id, readDisconnect(body), user, trace)
      return new Created(`/accounts/${account.id}/disconnects/${disconnect.id}`, wireDisconnect(disconnect))
    },
  }),

  endpoint({
    name: 'GetDisconnect',
    method: 'get',
    path: '/accounts/:accountId/disconnects/:orderId',
    evidence: 'observed',
    source: 'captured answers in the SDKs 2014 to 2019',
    differs: 'tndetail has no effect: no source shows its form',
    answers: disconnectResponse,
    handle: (emulator, { account, params }) => wireDisconnect(getDisconnect(emulator, account.id, params.orderId)),
  }),

  ...noteOperations({
    noun: 'Disconnect',
    path: '/accounts/:accountId/disconnects/:orderId',
    find: getDisconnect,
  }),
]
