import type { Duration } from '../core/duration.ts'
import { isoTime } from '../core/iso-time.ts'
import { checked, listOf, objectOf, type Shape, textOf, wholeNumber } from '../core/shape.ts'
import type { User } from '../domain/account.ts'
import type { CallbackCredentials } from '../domain/callback-url.ts'
import type { Emulator } from '../domain/emulator.ts'
import { createSandbox, deleteSandbox, getSandbox, listSandboxes, type Sandbox } from '../domain/sandbox.ts'
import type { Chosen } from '../options.ts'
import { type ControlOperation, type ControlRequest, type Define, durationOf } from './endpoint.ts'
import { type Urls, urlsAt } from './info.ts'
import { durationShape, integer, list, object, ref } from './schemas.ts'
import { type World, worldOf } from './world.ts'

/** What a sandbox is to have; all of it may be left out. */
export interface SandboxOptions {
  /** How many local numbers it gets; 2 when not given. */
  readonly numbers?: number | undefined
  /** How many toll-free numbers it gets beside; none when not given. */
  readonly tollFree?: number | undefined
  /** Where its callbacks go; as for the seed when not given: the option `callbackUrl`, else the sink. */
  readonly callbackUrl?: string | undefined
  readonly callbackCredentials?: CallbackCredentials | undefined
  /** Who may ask for the account; one with a name and a password of its own when not given. */
  readonly users?: readonly User[] | undefined
  /** For people: told in the list. */
  readonly name?: string | undefined
  /** After so long it deletes itself; never when not given. */
  readonly ttl?: Duration | undefined
}

/** A sandbox as it is shown: its world, and where it is reached. */
export interface SandboxView extends World {
  readonly urls: Urls
  readonly callbackUrl: string
  readonly name?: string
  readonly expiresAt?: string
}

const url = textOf(/^https?:\/\/\S+$/i, 'an absolute http or https URL')
const word = textOf(/\S/, 'a text that is not empty')
const count = (least: number) => wholeNumber(least, 1_000, `a whole number from ${least} to 1000`)

const options: Readonly<Record<keyof SandboxOptions, Shape>> = {
  numbers: count(0),
  tollFree: count(0),
  callbackUrl: url,
  callbackCredentials: objectOf({ userId: word, password: word }),
  users: checked<readonly User[]>(listOf(objectOf({ username: word, password: textOf(/^/, 'a text') })), (users) =>
    users.length === 0 ? 'must have one user at least' : undefined,
  ),
  name: word,
  ttl: durationShape,
}

const optionsShape = objectOf({}, options)

export const sandboxOperations = (define: Define, chosen: Chosen): ControlOperation[] => [
  define({
    name: 'CreateSandbox',
    method: 'post',
    path: '/v1/sandboxes',
    summary: 'A fresh account, wired to send, with numbers of its own',
    body: optionsShape,
    answer: ref('Sandbox'),
    handle(emulator, { json, ...request }) {
      const { numbers = 2, tollFree = 0, callbackUrl, ttl, ...others } = structuredClone(json) as SandboxOptions
      const sandbox = createSandbox(emulator, {
        ...{ ...others, numbers, tollFree },
        callbackUrl: callbackUrl ?? chosen.options.callbackUrl ?? urlsAt(emulator.url).sinkUrl,
        ttlMs: ttl === undefined ? undefined : durationOf('ttl', ttl),
      })
      return shown(emulator, sandbox, request)
    },
  }),
  define({
    name: 'ListSandboxes',
    method: 'get',
    path: '/v1/sandboxes',
    summary: 'All sandboxes, the oldest first, and how many there may be',
    answer: object({ sandboxes: list(ref('Sandbox')), limit: integer }),
    handle: (emulator, request) => ({
      sandboxes: listSandboxes(emulator).map((sandbox) => shown(emulator, sandbox, request)),
      limit: emulator.settings.maxSandboxes,
    }),
  }),
  define({
    name: 'GetSandbox',
    method: 'get',
    path: '/v1/sandboxes/:accountId',
    summary: 'A sandbox as it is now',
    answer: ref('Sandbox'),
    handle: (emulator, request) => shown(emulator, getSandbox(emulator, request.params.accountId), request),
  }),
  define({
    name: 'DeleteSandbox',
    method: 'delete',
    path: '/v1/sandboxes/:accountId',
    summary: 'The account is gone, with all that was in it and was to happen there',
    answer: object({ deleted: integer }),
    handle(emulator, { params }) {
      deleteSandbox(emulator, params.accountId)
      return { deleted: 1 }
    },
  }),
]

function shown(
  emulator: Emulator,
  { id, name, callbackUrl, expiresAt }: Sandbox,
  { origin, controlOrigin }: Pick<ControlRequest<string>, 'origin' | 'controlOrigin'>,
): SandboxView {
  return {
    ...(worldOf(emulator, id) as World),
    ...{ urls: urlsAt(origin, controlOrigin), callbackUrl },
    ...(name !== undefined && { name }),
    ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }),
  }
}
