import { computed, signal } from '@preact/signals'

export const pages = ['messages', 'callbacks', 'requests', 'provisioning', 'rules', 'clock'] as const
export type Page = (typeof pages)[number]

/** What is shown: all of it stands in the URL, as `#/messages/an-id?to=%2B19195550100`. */
export interface Route {
  readonly page: Page
  /** What is open in it: the id of a record, `latest`, or a word of the page's own. */
  readonly id?: string | undefined
  /** The filters of the control API, `account` among them. */
  readonly query: Readonly<Record<string, string>>
}

export function routeIn(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s)
  const [name, ...rest] = path.split('/')
  const id = rest.map(decoded).join('/')
  const page = pages.find((known) => known === name) ?? 'messages'
  return { page, ...(id !== '' && { id }), query: Object.fromEntries(new URLSearchParams(search)) }
}

/** What a part of a URL says; as it stands when it cannot be taken apart. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function hashOf({ page, id, query }: Route): string {
  const search = new URLSearchParams(query).toString()
  return `#/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${search && `?${search}`}`
}

export const route = signal(routeIn(location.hash))
addEventListener('hashchange', () => {
  route.value = routeIn(location.hash)
})

/** Changes some of what is shown. @param replace - when it is not worth a step back */
export function navigate(change: Partial<Route>, { replace = false } = {}): void {
  const hash = hashOf({ ...route.value, ...change })
  if (hash === location.hash) return
  if (replace) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
  route.value = routeIn(hash)
}

/** Where a link leads that changes some of what is shown. */
export const linkTo = (change: Partial<Route>): string => hashOf({ ...route.value, ...change })

/** The account that is looked at; all when undefined. */
export const account = computed(() => route.value.query.account)

/** What stays when another page is shown: of the filters, only the account makes sense on each of them. */
export const sameAccount = (): Route['query'] => (account.value === undefined ? {} : { account: account.value })
