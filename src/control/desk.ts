import {
  anything,
  checked,
  eitherOf,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  shapeOf,
  textOf,
  variantOf,
} from '../core/shape.ts'
import type { Callback } from '../domain/callback.ts'
import {
  dropCallback,
  duplicateCallback,
  heldCallbacks,
  holdCallback,
  redeliverCallback,
  releaseCallback,
  releaseInOrder,
  sendEditedCallback,
} from '../domain/callback-desk.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { isErrorCode } from '../domain/outcome.ts'
import { headersShape } from '../domain/rule-shape.ts'
import { type Transition, transitionMessage } from '../domain/transition.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { type Query, select } from './records/filters.ts'
import { view } from './records/views.ts'
import { list, object, ref, text } from './schemas.ts'

/** Which of the callbacks that are held to let go, and in which order. */
export interface Release {
  /** As for a list of callbacks. */
  readonly filter?: Readonly<Record<string, string | number | undefined>>
  /** Oldest first, newest first, or just these in this order; `asc` when not given. */
  readonly order?: 'asc' | 'desc' | readonly string[]
}

/** What an edited copy of a callback has that the callback has not. */
export interface CallbackChanges {
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown
  /** Beside those there are. */
  readonly headers?: Readonly<Record<string, string>>
  readonly url?: string
}

/** What a message is to come to: see {@link Transition}. */
export type MessageTransition = Transition

const aText = textOf(/\S/, 'a text that is not empty')
const filterValue = shapeOf((value) => typeof value === 'string' || typeof value === 'number', 'a text or a number', {
  type: ['string', 'number'],
})

const releaseShape = objectOf(
  {},
  { filter: mapOf(filterValue), order: eitherOf(listOf(aText), oneOf(['asc', 'desc'])) },
)

/** In characters: it stays on record as long as the callback does. */
const maxBody = 262_144

const changesShape = objectOf(
  {},
  {
    body: checked(anything(), (body) =>
      bodyText(body).length > maxBody ? `must have ${maxBody} characters at most` : undefined,
    ),
    headers: headersShape,
    url: checked<string>(textOf(/^https?:\/\/\S+$/i, 'an absolute http or https URL'), (url) =>
      URL.canParse(url) ? undefined : 'must be an absolute http or https URL',
    ),
  },
)

const bodyText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

const transitionShape = variantOf('to', {
  delivered: objectOf({ to: aText }, { recipient: aText }),
  failed: objectOf(
    { to: aText, errorCode: shapeOf(isErrorCode, "one of the vendor's codes, such as 4720", { type: 'integer' }) },
    { recipient: aText },
  ),
})

/** @throws Fault QueryInvalid */
function release(emulator: Emulator, { filter = {}, order = 'asc' }: Release): Callback[] {
  const query: Query = Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  const { matches, since, before, limit } = select('callbacks', query)
  const held = heldCallbacks(emulator).filter(
    (callback) => callback.seq > since && callback.seq < before && matches(callback),
  )
  const chosen = inOrder(held, order).slice(0, limit)
  releaseInOrder(
    emulator,
    chosen.map(({ accountId, id, seq }) => ({ accountId, id, seq })),
  )
  return chosen
}

function inOrder(held: Callback[], order: Exclude<Release['order'], undefined>): Callback[] {
  if (order === 'asc') return held
  if (order === 'desc') return held.toReversed()
  const byId = new Map(held.map((callback) => [callback.id, callback]))
  const missing = (order as readonly string[]).find((id) => !byId.has(id))
  if (missing !== undefined) {
    throw new Fault('QueryInvalid', { problem: `order names ${missing}, which is not held or does not fit the filter` })
  }
  return [...new Set(order as readonly string[])].flatMap((id) => byId.get(id) ?? [])
}

/** What can be done with one callback. */
const actions = [
  ['HoldCallback', 'hold', 'Keeps a callback that is pending, until it is released', holdCallback],
  ['ReleaseCallback', 'release', 'Lets a callback go that is held', releaseCallback],
  ['RedeliverCallback', 'redeliver', 'Posts a callback again, or now', redeliverCallback],
  ['DuplicateCallback', 'duplicate', 'Posts the same as a callback of its own', duplicateCallback],
  ['DropCallback', 'drop', 'A callback that is pending or held is not posted any more', dropCallback],
] as const

export const deskOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ReleaseCallbacks',
    method: 'post',
    path: '/v1/callbacks/release',
    summary: 'Lets go the callbacks that are held, one after the other',
    body: releaseShape,
    answer: object({ released: list(text) }),
    handle: (emulator, { json }) => ({ released: release(emulator, json as Release).map(({ id }) => id) }),
  }),
  ...actions.map(([name, word, summary, act]) =>
    define({
      ...{ name, method: 'post', summary, path: `/v1/callbacks/:id/${word}` },
      body: objectOf({}),
      answer: ref('CallbackRecord'),
      handle: (emulator, { params }) => view(emulator, 'callbacks', act(emulator, (params as { id: string }).id)),
    }),
  ),
  define({
    name: 'SendCallback',
    method: 'post',
    path: '/v1/callbacks/:id/send',
    summary: 'Sends an edited copy of a callback',
    body: changesShape,
    answer: ref('CallbackRecord'),
    handle(emulator, { params, json }) {
      const { body, ...changes } = json as CallbackChanges
      const edit = { ...changes, ...(body !== undefined && { body: bodyText(body) }) }
      return view(emulator, 'callbacks', sendEditedCallback(emulator, params.id, edit))
    },
  }),
  define({
    name: 'TransitionMessage',
    method: 'post',
    path: '/v1/messages/:id/transition',
    summary: 'Concludes a message now, or tells another fate of it',
    body: transitionShape,
    answer: ref('MessageRecord'),
    handle: (emulator, { params, json }) =>
      view(emulator, 'messages', transitionMessage(emulator, params.id, json as unknown as Transition)),
  }),
]
