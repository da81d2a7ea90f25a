import { signal } from '@preact/signals'
import type { OrderRecord } from '../../../control/records/views.ts'
import { info, sandboxes } from '../../lib/info.ts'
import { dots } from '../../parts/bits.tsx'

/** By whom an account may be asked for. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Undefined when the page cannot know them: the emulator tells those of its first account and of sandboxes. */
export function credentialsOf(accountId: string): Credentials | undefined {
  const world = info.value?.world
  const known = sandboxes.value.find((one) => one.accountId === accountId) ?? (world?.accountId === accountId && world)
  if (known) return known
  return info.value?.options.auth?.value === 'any' ? { username: 'user', password: 'password' } : undefined
}

/** For a POSIX shell. */
const quoted = (text: string) => (/^[\w:.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

function user(accountId: string): string {
  const known = credentialsOf(accountId)
  return known ? quoted(`${known.username}:${known.password}`) : '"$BANDWIDTH_USERNAME:$BANDWIDTH_PASSWORD"'
}

/** Of which account the password is to be read at this moment. */
export const revealed = signal<string | undefined>(undefined)

/** A command as it is shown: what is copied has the password. */
export function shownCurl(curl: string, accountId: string): string {
  const known = credentialsOf(accountId)
  if (!known || revealed.value === accountId) return curl
  return curl.replace(user(accountId), () => quoted(`${known.username}:${dots}`))
}

/** Shows something by the vendor's Dashboard API. @param path - after that of the account, such as `/sites` */
export const dashboardCurl = (accountId: string, path = ''): string =>
  `curl -u ${user(accountId)} ${quoted(`${info.value?.urls.dashboardUrl}/accounts/${accountId}${path}`)}`

/** Sends a message by the vendor's Messaging API. */
export function messageCurl(accountId: string, message: object): string {
  const lines = [
    `curl -u ${user(accountId)} -H 'Content-Type: application/json'`,
    quoted(`${info.value?.urls.messagingUrl}/users/${accountId}/messages`),
    `-d ${quoted(JSON.stringify(message))}`,
  ]
  return lines.join(' \\\n  ')
}

/** What orders of each kind are called in the Dashboard API's paths. */
export const orderPaths: Readonly<Record<OrderRecord['kind'], string>> = {
  ...{ order: 'orders', disconnect: 'disconnects', tnOption: 'tnoptions', move: 'moveTns' },
  ...{ importTn: 'importTnOrders', removeImportedTn: 'removeImportedTnOrders', lidb: 'lidbs', dlda: 'dldas' },
  ...{ csr: 'csrs', lsr: 'lsrorders', portIn: 'portins', portOut: 'portouts' },
}
