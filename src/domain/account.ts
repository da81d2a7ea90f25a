import { fingerprint } from '../core/ids.ts'
import type { Row } from '../core/table.ts'
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
}

export type Credentials =
  | { readonly scheme: 'basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }

/** Adds an account; its messaging user id follows from its own. */
export function openAccount(
  { store }: Emulator,
  { id, companyName, users }: { id: string; companyName?: string | undefined; users?: readonly User[] | undefined },
): Account {
  return store.accounts.put({
    accountId: id,
    id,
    companyName: companyName ?? `Account ${id}`,
    messagingUserId: id.startsWith('u-') ? id : `u-${fingerprint(id, 24)}`,
    users: users ?? [],
  })
}

/**
 * The account that a request is for. `ref` is an account id, or the `u-...` id that belongs to one. With `auth: 'any'`
 * every well-formed account exists (it springs into being, empty, when first asked for) and any credentials will do.
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
  if (!credentials) throw new Fault('NoCredentials')
  const { store, settings } = emulator
  const known = store.accounts.get(ref, ref) ?? store.accounts.by('messagingUser', ref)[0]
  if (settings.auth === 'configured') {
    checkUser(store.accounts.values(), credentials)
    if (!known) throw new Fault('AccountNotFound', { accountId: ref })
    if (!known.users.some((user) => isUser(user, credentials))) throw new Fault('AccessDenied', { accountId: ref })
    return known
  }
  // One that sprang into being under a `u-...` id, by a request that named no application, still stands for the owner.
  if (known && !known.id.startsWith('u-')) return known
  if (ref.startsWith('u-') && applicationId !== undefined) {
    const [application] = store.applications.by('id', applicationId)
    const owner = application && store.accounts.get(application.accountId, application.accountId)
    if (owner) return owner
  }
  if (known) return known
  if (!/^(\d{1,12}|u-[a-z0-9]{1,40})$/.test(ref)) throw new Fault('AccountNotFound', { accountId: ref })
  return openAccount(emulator, { id: ref })
}

/**
 * The accounts that these credentials open, for what is asked without naming one.
 *
 * @throws Fault NoCredentials, WrongCredentials
 */
export function visibleAccounts({ store, settings }: Emulator, credentials: Credentials | undefined): Account[] {
  if (!credentials) throw new Fault('NoCredentials')
  if (settings.auth === 'any') return [...store.accounts.values()]
  checkUser(store.accounts.values(), credentials)
  return [...store.accounts.values()].filter(({ users }) => users.some((user) => isUser(user, credentials)))
}

function checkUser(accounts: Iterable<Account>, credentials: Credentials): void {
  for (const { users } of accounts) if (users.some((user) => isUser(user, credentials))) return
  throw new Fault('WrongCredentials')
}

function isUser(user: User, credentials: Credentials): boolean {
  return (
    credentials.scheme === 'basic' && user.username === credentials.username && user.password === credentials.password
  )
}
