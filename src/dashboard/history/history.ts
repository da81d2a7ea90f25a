import { historyOf } from '../../domain/history.ts'
import type { Operation } from '../../http/operation.ts'
import { endpoint } from '../endpoint.ts'
import type { Noted } from '../notes/notes.ts'
import { historyResponse } from './history.xml.ts'

/** The history of orders of one kind: empty when nothing has happened since creation. */
export function historyOperation<Path extends `${string}/:orderId`>({ noun, path, find }: Noted<Path>): Operation {
  return endpoint({
    name: `Get${noun}History`,
    method: 'get',
    path: `${path}/history`,
    evidence: 'documented',
    source: 'Dashboard reference 2021; the texts for plain orders are assumed',
    answers: historyResponse,
    // Of an unknown order of any kind.
    failsIn: 'ErrorResponse',
    handle: (emulator, { account, params }) => ({
      entries: historyOf(emulator, find(emulator, account.id, (params as { orderId: string }).orderId)),
    }),
  })
}
