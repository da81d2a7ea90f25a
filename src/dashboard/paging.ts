import { firstWhere } from '../core/first-where.ts'
import { Fault } from '../domain/fault.ts'
import type { TelephoneNumber } from '../domain/telephone-number.ts'
import type { DashboardRequest } from './endpoint.ts'

type Asked = Pick<DashboardRequest<string, unknown>, 'query' | 'base'>

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
 * @throws Fault PageInvalid, PageNegative
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: Asked,
  path: string,
  defaultSize: number,
): Page<T> {
  const size = sizeOf(request, defaultSize)
  const page = request.query.get('page') ?? '1'
  const found = items.findIndex((item) => keyOf(item) === page)
  return pageFrom(found >= 0 ? found : ordinal(page, size), size, items, keyOf, request, path)
}

/**
 * A page of numbers that are in order. So a page may begin with a number that is not there, or no longer: who disconnects
 * what a page lists can still follow its `next`.
 *
 * @throws Fault PageInvalid, PageNegative
 */
export function pageOfNumbers(
  inOrder: readonly TelephoneNumber[],
  request: Asked,
  path: string,
  defaultSize: number,
): Page<TelephoneNumber> {
  const keyOf = ({ id }: TelephoneNumber) => id.slice(2)
  const size = sizeOf(request, defaultSize)
  const page = request.query.get('page') ?? '1'
  const from = /^\d{10}$/.test(page)
    ? firstWhere(0, inOrder.length, (at) => keyOf(inOrder[at] as TelephoneNumber) >= page)
    : ordinal(page, size)
  return pageFrom(from, size, inOrder, keyOf, request, path)
}

function pageFrom<T>(
  from: number,
  size: number,
  items: readonly T[],
  keyOf: (item: T) => string,
  { query, base }: Asked,
  path: string,
): Page<T> {
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

function sizeOf({ query }: Asked, defaultSize: number): number {
  return positive('size', query.get('size') ?? String(defaultSize))
}

/** Where a page begins that is given by its number. */
function ordinal(page: string, size: number): number {
  return (positive('page', page) - 1) * size
}

function positive(name: string, value: string): number {
  if (/^-\d{1,9}$/.test(value)) throw new Fault('PageNegative', { name })
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) throw new Fault('PageInvalid', { value })
  return Number(value)
}
