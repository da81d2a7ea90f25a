import type { Row } from '../core/table.ts'
import type { Client } from './access-token.ts'
import type { User } from './account.ts'
import { type CallbackCredentials, checkCallbackUrl, checkCredentialsTravelSafely } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { isTaken, numberFromEnd } from './inventory.ts'
import { plant, type SeedAccount, uproot } from './seed.ts'
import { isTollFree } from './telephone-number.ts'

/** What is known of a sandbox when it is made. */
export interface SandboxDraft {
  /** How many local numbers it gets. */
  readonly numbers: number
  /** How many toll-free numbers it gets beside. */
  readonly tollFree: number
  readonly callbackUrl: string
  readonly callbackCredentials?: CallbackCredentials | undefined
  /** One with a name and a password of its own when not given. */
  readonly users?: readonly User[] | undefined
  /** For people: told in lists, and the account's company name. */
  readonly name?: string | undefined
  /** After so long it deletes itself. */
  readonly ttlMs?: number | undefined
}

/**
 * An account for one test, wired to send: laid like an account of the seed, and laid anew when the account is reset,
 * until it is deleted. Its id is the account's. All rows belong to one owner, or a reset of the account would take them.
 */
export interface Sandbox extends Row {
  readonly name?: string | undefined
  readonly users: readonly User[]
  readonly clients: readonly Client[]
  readonly callbackUrl: string
  readonly callbackCredentials?: CallbackCredentials | undefined
  /** In E.164. */
  readonly telephoneNumbers: readonly string[]
  /** Epoch ms. */
  readonly expiresAt?: number | undefined
}

const owner = '*'

/** Of twelve digits: the vendor's are of seven, and who makes one up takes no more than he has to. */
const firstId = 990_000_000_001

/**
 * Makes an account with an application, a site, a default SipPeer for SMS and MMS, and numbers that nobody has.
 *
 * @throws Fault TooManySandboxes, CallbackUrlInvalid, CredentialsNeedHttps
 */
export function createSandbox(emulator: Emulator, draft: SandboxDraft): Sandbox {
  const { store, ids, clock, settings } = emulator
  const { maxSandboxes } = settings
  if (store.sandboxes.count(owner) >= maxSandboxes) throw new Fault('TooManySandboxes', { limit: maxSandboxes })
  const { numbers, tollFree, callbackUrl, callbackCredentials, name, ttlMs } = draft
  checkCallbackUrl(callbackUrl)
  if (callbackCredentials) checkCredentialsTravelSafely(emulator, callbackUrl)
  const id = freeId(emulator)
  const sandbox = store.sandboxes.put({
    ...{ accountId: owner, id, name, callbackUrl, callbackCredentials },
    users: draft.users ?? [{ username: `user-${id}`, password: ids.base32() }],
    clients: [{ clientId: `client-${id}`, clientSecret: ids.base32() }],
    telephoneNumbers: [
      ...Array.from({ length: numbers }, () => freeNumber(emulator, false)),
      ...Array.from({ length: tollFree }, () => freeNumber(emulator, true)),
    ],
    expiresAt: ttlMs === undefined ? undefined : clock.now() + ttlMs,
  })
  laySandbox(emulator, id)
  return sandbox
}

/** All sandboxes, the oldest first. */
export const listSandboxes = ({ store }: Emulator): Sandbox[] => store.sandboxes.all(owner)

/** The sandbox that an account is, if it is one. */
export const findSandbox = ({ store }: Emulator, accountId: string): Sandbox | undefined =>
  store.sandboxes.get(owner, accountId)

/** @throws Fault RecordNotFound */
export function getSandbox(emulator: Emulator, accountId: string): Sandbox {
  const sandbox = findSandbox(emulator, accountId)
  if (!sandbox) throw new Fault('RecordNotFound', { kind: 'sandbox', id: accountId })
  return sandbox
}

/** Lays the account of a sandbox, as it was made; of another account there is nothing to lay. */
export function laySandbox(emulator: Emulator, accountId: string): void {
  const sandbox = findSandbox(emulator, accountId)
  if (!sandbox) return
  const { store, agenda, clock } = emulator
  // Somebody may have bought a number that the sandbox gave up.
  const telephoneNumbers = sandbox.telephoneNumbers.map((number) =>
    isTaken(emulator, number) ? freeNumber(emulator, isTollFree(number)) : number,
  )
  const laid = store.sandboxes.put({ ...sandbox, telephoneNumbers })
  plant(emulator, { accounts: [accountOf(laid)] }, laid.callbackUrl)
  const { expiresAt } = laid
  if (expiresAt !== undefined) agenda.add(Math.max(expiresAt - clock.now(), 0), { kind: 'sandbox.expire', accountId })
}

/**
 * Its account is gone with all that was in it and all that was to happen there, and its numbers are for sale again.
 *
 * @throws Fault RecordNotFound
 */
export function deleteSandbox(emulator: Emulator, accountId: string): void {
  emulator.store.sandboxes.delete(getSandbox(emulator, accountId))
  // With nothing to lay, a reset leaves nothing; who waits for something of it is told.
  emulator.reset(accountId)
  emulator.store.forget(accountId)
  uproot(emulator, accountId)
}

/** The end of its time. */
export function expireSandbox(emulator: Emulator, accountId: string): void {
  if (findSandbox(emulator, accountId)) deleteSandbox(emulator, accountId)
}

function accountOf({ id, name, users, clients, callbackUrl, callbackCredentials, telephoneNumbers }: Sandbox) {
  const application = 'Sandbox Application'
  const wired = { name: 'Sandbox Location', isDefault: true, tollFree: true, application, telephoneNumbers }
  return {
    ...{ id, companyName: name ?? `Sandbox ${id}`, users, clients },
    applications: [{ name: application, callbackUrl, ...(callbackCredentials && { callbackCredentials }) }],
    sites: [{ name: 'Sandbox Site', sipPeers: [wired] }],
  } satisfies SeedAccount
}

function freeId({ ids, store }: Emulator): string {
  for (;;) {
    const id = ids.serial('sandbox', firstId)
    // It may have sprung into being.
    if (!store.accounts.get(id, id)) return id
  }
}

/** Goes on where the last one was found, so that no number is looked at again and again. */
function freeNumber(emulator: Emulator, tollFree: boolean): string {
  for (;;) {
    const place = Number(emulator.ids.serial(tollFree ? 'sandbox toll-free number' : 'sandbox number', 0))
    const number = numberFromEnd(tollFree, place)
    if (!isTaken(emulator, number)) return number
  }
}
