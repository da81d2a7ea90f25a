import { linkTo, type Page, sameAccount } from '../../lib/route.ts'

/** What can be open on this page: `walk` with the number of a step, `new` with what is to be made. */
export type Thing =
  | ('account' | 'walk' | 'orders' | 'numbers')
  | `${'application' | 'site' | 'sip-peer' | 'order' | 'walk' | 'new' | 'change'}:${string}`

/** Where a link leads to one of the things of this account. */
export const at = (id: Thing): string => linkTo({ page: 'provisioning', id, query: sameAccount() })

/** Where a link leads to what happened on this account. */
export const recordsAt = (page: Page, filters: Readonly<Record<string, string>>, id?: string): string =>
  linkTo({ page, id, query: { ...sameAccount(), ...filters } })

/** Takes an id of the URL apart: `sip-peer:500017` is the location 500017. */
export function thingIn(id: string): readonly [kind: string, ref: string] {
  const [kind = '', ...rest] = id.split(':')
  return [kind, rest.join(':')]
}
