import { isoTime } from '../core/iso-time.ts'
import type { Emulator } from '../domain/emulator.ts'
import { anyAccount, getHandset, type Handset, type HandsetScript, putHandset } from '../domain/handset.ts'
import { handsetShape } from '../domain/handset-shape.ts'
import { e164 } from '../domain/telephone-number.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, list, object, ref, text } from './schemas.ts'

/** The script of a phone outside as it is shown, and where it stands. */
export interface HandsetView extends Omit<HandsetScript, 'off'> {
  /** In E.164. */
  readonly number: string
  /** Whose messages it is about; those of all accounts when absent. */
  readonly account?: string | undefined
  readonly off?: true | { readonly from: string; readonly until: string } | undefined
  /** The numbers of ours that it has sent STOP to, and not START since. */
  readonly optedOut: readonly string[]
}

const shown = ({ accountId, id, off, optedOut, turns: _turns, seq: _seq, ...script }: Handset): HandsetView => ({
  number: id,
  ...(accountId !== anyAccount && { account: accountId }),
  ...script,
  off: off && (off.until === undefined || { from: isoTime(off.from), until: isoTime(off.until) }),
  optedOut,
})

/** @throws Fault RecordNotFound */
const find = (emulator: Emulator, number: string, query: URLSearchParams) =>
  getHandset(emulator, e164(number), query.get('account') ?? undefined)

const account = {
  account: { ...text, description: 'That for the messages of this account; that for all when not given' },
}

export const handsetOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ListHandsets',
    method: 'get',
    path: '/v1/handsets',
    summary: 'The phones outside that have a script',
    query: { account: { ...text, description: 'Only those for the messages of this account alone' } },
    answer: object({ handsets: list(ref('Handset')) }),
    handle({ store: { handsets } }, { query }) {
      const account = query.get('account')
      return { handsets: (account === null ? [...handsets.values()] : handsets.all(account)).map(shown) }
    },
  }),
  define({
    name: 'PutHandset',
    method: 'put',
    path: '/v1/handsets/:number',
    summary: 'Says what a phone outside does with what it is sent from now on: it replies, is off, or opts out',
    body: handsetShape,
    answer: ref('Handset'),
    handle(emulator, { params, json }) {
      const { account, ...script } = structuredClone(json) as HandsetScript & { account?: string }
      return shown(putHandset(emulator, e164(params.number), script, account))
    },
  }),
  define({
    name: 'GetHandset',
    method: 'get',
    path: '/v1/handsets/:number',
    summary: 'The script of a phone outside',
    query: account,
    answer: ref('Handset'),
    handle: (emulator, { params, query }) => shown(find(emulator, params.number, query)),
  }),
  define({
    name: 'DeleteHandset',
    method: 'delete',
    path: '/v1/handsets/:number',
    summary: 'Takes the script of a phone outside back',
    query: account,
    answer: object({ deleted: integer }),
    handle(emulator, { params, query }) {
      emulator.store.handsets.delete(find(emulator, params.number, query))
      return { deleted: 1 }
    },
  }),
]
