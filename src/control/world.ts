import type { Emulator } from '../domain/emulator.ts'

/** The first account of a world and what is in it: enough to send a message with. */
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

/** Undefined when there is no account yet. */
export function worldOf({ store }: Emulator): World | undefined {
  const [account] = store.accounts.values()
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
