import type { Emulator } from '../domain/emulator.ts'
import { findSandbox } from '../domain/sandbox.ts'

/** An account and what is in it: enough to send a message with. */
export interface World {
  readonly accountId: string
  /** The `u-...` id by which the Messaging API knows the account too. */
  readonly messagingUserId: string
  readonly username: string
  readonly password: string
  /** For an access token: see docs/oauth.md. */
  readonly clientId: string
  readonly clientSecret: string
  readonly applicationId: string | undefined
  readonly siteId: string | undefined
  readonly sipPeerId: string | undefined
  /** In E.164. */
  readonly telephoneNumbers: readonly string[]
}

/** The world of an account, or of the first that is no sandbox; undefined when there is none. */
export function worldOf(emulator: Emulator, accountId = firstAccount(emulator)): World | undefined {
  const { store } = emulator
  const account = accountId === undefined ? undefined : store.accounts.get(accountId, accountId)
  if (!account) return undefined
  const [user] = account.users
  const [client] = account.clients
  const [sipPeer] = store.sipPeers.all(account.id)
  return {
    accountId: account.id,
    messagingUserId: account.messagingUserId,
    username: user?.username ?? 'any',
    password: user?.password ?? 'any',
    clientId: client?.clientId ?? 'any',
    clientSecret: client?.clientSecret ?? 'any',
    applicationId: store.applications.all(account.id)[0]?.id,
    siteId: sipPeer?.siteId,
    sipPeerId: sipPeer?.id,
    telephoneNumbers: store.telephoneNumbers.by('inService', account.id).map(({ id }) => id),
  }
}

/** The id of the first account that is no sandbox. */
export function firstAccount(emulator: Emulator): string | undefined {
  for (const { id } of emulator.store.accounts.values()) if (!findSandbox(emulator, id)) return id
  return undefined
}
