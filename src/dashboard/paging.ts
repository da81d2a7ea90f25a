import { Fault } from '../domain/fault.ts'
import type { DashboardRequest } from './endpoint.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly totalCount: number
  readonly links: { readonly first: string; readonly next?: string | undefined }
}

/**
 * A page of a list that is paged by cursor: `page` is 1, or the key of the record that the page begins with; a small
 * number is taken as an ordinal. `next` is absent on the last page.
 *
 * @param path - of the list, after the prefix
 * @throws Fault PageInvalid
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { query, base }: Pick<DashboardRequest<string, unknown>, 'query' | 'base'>,
  path: string,
  defaultSize: number,
): Page<T> {
  const size = positive(query.get('size') ?? String(defaultSize))
  const from = startOf(items, keyOf, query.get('page') ?? '1', size)
  const next = items[from + size]
  const filters = query.without('page', 'size')
  const link = (page: string, rel: string) => {
    const asked = new URLSearchParams([['page', page], ['size', String(size)], ...filters])
    return `Link=<${base}${path}?${asked}>;rel="${rel}";`
  }
  return {
    items: items.slice(from, from + size),
    totalCount: items.length,
    links: { first: link('1', 'first'), ...(next !== undefined && { next: link(keyOf(next), 'next') }) },
  }
}

function startOf<T>(items: readonly T[], keyOf: (item: T) => string, page: string, size: number): number {
  const found = items.findIndex((item) => keyOf(item) === page)
  return found >= 0 ? found : (positive(page) - 1) * size
}

function positive(value: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) throw new Fault('PageInvalid', { value })
  return Number(value)
}
