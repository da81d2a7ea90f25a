import { fingerprint } from '../core/ids.ts'
import type { Row } from '../core/table.ts'
import { type Client, readAccessToken } from './access-token.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

/** Who may ask for an account, with HTTP Basic, on either API. */
export interface User {
  readonly username: string
  readonly password: string
}

/** A customer's account: a sandbox that shares nothing with another but the pool of numbers for sale. */
export interface Account extends Row {
  readonly companyName: string
  /** The `u-...` id under which the Messaging API knows it too; the Dashboard shows it as AssociatedCatapultAccount. */
  readonly messagingUserId: string
  readonly users: readonly User[]
  /** Who may ask for access tokens that open the account. */
  readonly clients: readonly Client[]
}

/** What a request shows of who asks. */
export type Credentials =
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }

/** What is known of an account when it is opened. */
export interface AccountDraft {
  readonly id: string
  readonly companyName?: string | undefined
  readonly users?: readonly User[] | undefined
  readonly clients?: readonly Client[] | undefined
}

/** Adds an account; its messaging user id follows from its own. */
export function openAccount({ store }: Emulator, { id, companyName, users, clients }: AccountDraft): Account {
  return store.accounts.put({
    accountId: id,
    id,
    companyName: companyName ?? `Account ${id}`,
    messagingUserId: id.startsWith('u-') ? id : `u-${fingerprint(id, 24)}`,
    users: users ?? [],
    clients: clients ?? [],
  })
}

/** The account that is there under this id, or this `u-...` id. */
export const findAccount = ({ store }: Emulator, ref: string): Account | undefined =>
  store.accounts.get(ref, ref) ?? store.accounts.first('messagingUser', ref)

/**
 * The account that a request is for. `ref` is an account id, or (not with an access token, unless `lenient`) the
 * `u-...` id that belongs to one. With `auth: 'any'` every well-formed account exists (it springs into being, empty,
 * when first asked for) and any credentials will do, but for an access token of ours that is no longer good.
 *
 * @param applicationId - of the request: tells which account an unknown `u-...` id means
 * @throws Fault NoCredentials, WrongCredentials, AccessDenied, AccountNotFound
 */
export function accountFor(
  emulator: Emulator,
  credentials: Credentials | undefined,
  ref: string,
  applicationId?: string,
): Account {
  const opens = whatOpens(emulator, credentials)
  const { store, settings } = emulator
  const known = findAccount(emulator, ref)
  if (settings.auth === 'configured' && !(known && opens(known))) {
    const opened = some([...store.accounts.values()].filter(opens).map(({ id }) => id))
    const problem = `${known ? '' : `The seed has no account ${ref}. `}These credentials open ${opened}, not ${ref}.`
    throw new Fault(known ? 'AccessDenied' : 'AccountNotFound', { accountId: ref, problem })
  }
  if (credentials?.scheme === 'bearer' && ref.startsWith('u-') && !settings.lenient) {
    const problem = `With an access token the path needs the account id, not ${ref}; --lenient lets it pass.`
    throw new Fault('AccessDenied', { accountId: ref, problem })
  }
  // One that sprang into being under a `u-...` id, by a request that named no application, still stands for the owner.
  if (known && !known.id.startsWith('u-')) return known
  if (ref.startsWith('u-') && applicationId !== undefined) {
    const [application] = store.applications.by('id', applicationId)
    const owner = application && store.accounts.get(application.accountId, application.accountId)
    if (owner) return owner
  }
  if (known) return known
  if (!/^(\d{1,12}|u-[a-z0-9]{1,40})$/.test(ref)) {
    const problem = `'${ref}' is no account id: those have 1 to 12 digits, or begin with u-.`
    throw new Fault('AccountNotFound', { accountId: ref, problem })
  }
  return openAccount(emulator, { id: ref })
}

/**
 * The accounts that these credentials open, for what is asked without naming one.
 *
 * @throws Fault NoCredentials, WrongCredentials
 */
export function visibleAccounts(emulator: Emulator, credentials: Credentials | undefined): Account[] {
  return [...emulator.store.accounts.values()].filter(whatOpens(emulator, credentials))
}

/**
 * Which accounts these credentials open; with `auth: 'configured'` there is one at least.
 *
 * @throws Fault NoCredentials, WrongCredentials
 */
function whatOpens(emulator: Emulator, credentials: Credentials | undefined): (account: Account) => boolean {
  if (!credentials) {
    const problem =
      'No Authorization header: send one, Basic with a user and a password, or Bearer with an access token.'
    throw new Fault('NoCredentials', { problem })
  }
  const { store, settings } = emulator
  const opens = credentials.scheme === 'bearer' ? byToken(emulator, credentials.token) : byUser(credentials)
  if (settings.auth === 'any') return () => true
  for (const account of store.accounts.values()) if (opens(account)) return opens
  const problem =
    credentials.scheme === 'bearer'
      ? 'The access token is not one that the emulator issued to a client of the seed.'
      : whyNoUser([...store.accounts.values()], credentials.username)
  throw new Fault('WrongCredentials', { problem })
}

/** Why a user with some password opens no account. Of the seed's users and clients it tells names alone. */
function whyNoUser(accounts: readonly Account[], name: string): string {
  const owner = accounts.find(({ users }) => users.some(({ username }) => username === name))
  if (owner) return `Account ${owner.id} has the user '${name}', but not with this password.`
  if (accounts.some(({ clients }) => clients.some(({ clientId }) => clientId === name)))
    return `'${name}' is a client, not a user: ask POST /api/v1/oauth2/token for an access token with these credentials.`
  const users = new Set(accounts.flatMap((account) => account.users.map(({ username }) => username)))
  return `There is no user '${name.slice(0, 40)}'; the seed has ${some([...users])}.`
}

/** The first few of a list that may be long. */
const some = (words: readonly string[]) =>
  words.length === 0 ? 'none' : [...words.slice(0, 5), ...(words.length > 5 ? ['others'] : [])].join(', ')

function byUser({ username, password }: Credentials & { scheme: 'basic' }) {
  const isUser = (user: User) => user.username === username && user.password === password
  return ({ users }: Account) => users.some(isUser)
}

function byToken(emulator: Emulator, token: string) {
  const id = readAccessToken(emulator, token)
  return ({ clients }: Account) => clients.some(({ clientId }) => clientId === id)
}
