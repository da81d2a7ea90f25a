import { isoTime } from '../core/iso-time.ts'
import { escaped, tagged, tagsOf } from './writer.ts'

/**
 * An element as the parser gives it: bare text, or its children by name, each name with a **list** whether there is
 * one or many (so that one and many read alike). Text beside children stands under `_`.
 */
export type XmlNode = string | { readonly [name: string]: readonly XmlNode[] | string }

/** A part of a wire document, described once for both directions. */
export interface Codec<T> {
  /** @throws WireError naming the path of what is wrong */
  decode(node: XmlNode, path: string): T
  /** What stands between the tags. */
  encode(value: T): string
  /** An empty element counts as none, as clients send them for what they leave out. */
  readonly emptyIsAbsent?: boolean
}

/** A document that does not say what it has to; `path` leads there, as in `Order/SiteId`. */
export class WireError extends Error {
  readonly path: string

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.name = 'WireError'
    this.path = path
  }
}

const textOf = (node: XmlNode): string => (typeof node === 'string' ? node : typeof node._ === 'string' ? node._ : '')

/** Text, without the white space around it. */
export const text: Codec<string> = {
  decode: (node) => textOf(node).trim(),
  encode: escaped,
}

/** A codec for what is text on the wire and something else inside. */
export function textual<T>(
  read: (text: string) => T | undefined,
  write: (value: T) => string,
  expected: string,
): Codec<T> {
  return {
    decode(node, path) {
      const value = read(textOf(node).trim())
      if (value === undefined) throw new WireError(path, `must be ${expected}`)
      return value
    },
    encode: (value) => escaped(write(value)),
    emptyIsAbsent: true,
  }
}

export const integer: Codec<number> = textual(
  (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  String,
  'a whole number',
)

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

export const boolean: Codec<boolean> = textual((text) => booleans.get(text.toLowerCase()), String, 'true or false')

/** Epoch ms inside, UTC with milliseconds on the wire. */
export const dateTime: Codec<number> = textual(
  (text) => {
    const time = Date.parse(text)
    return Number.isNaN(time) ? undefined : time
  },
  isoTime,
  'a date and time',
)

const none: readonly XmlNode[] = []

/** How often a child is there: `one` must be, `maybe` may be, `many` is a list of any length. */
type Times = 'one' | 'maybe' | 'many'

export interface Field<T, K extends Times> {
  readonly times: K
  readonly name: string
  readonly codec: Codec<T>
}

export const one = <T>(name: string, codec: Codec<T>): Field<T, 'one'> => ({ times: 'one', name, codec })
export const maybe = <T>(name: string, codec: Codec<T>): Field<T, 'maybe'> => ({ times: 'maybe', name, codec })
export const many = <T>(name: string, codec: Codec<T>): Field<T, 'many'> => ({ times: 'many', name, codec })

// biome-ignore lint/suspicious/noExplicitAny: a Field is invariant in T, and here any T will do
type Fields = Readonly<Record<string, Field<any, Times>>>

export type ElementValue<F extends Fields> = {
  readonly [K in keyof F as F[K]['times'] extends 'maybe' ? never : K]: F[K] extends Field<infer T, Times>
    ? F[K]['times'] extends 'many'
      ? readonly T[]
      : T
    : never
} & {
  readonly [K in keyof F as F[K]['times'] extends 'maybe' ? K : never]?:
    | (F[K] extends Field<infer T, Times> ? T : never)
    | undefined
}

/**
 * An element with children. Their order here is their order on the wire; what is not described is neither read nor
 * written. Reading is lenient where clients are: names match whatever their case, a child that comes several times
 * where one is expected has its own children gathered, and bare text counts as no children.
 */
export function element<F extends Fields>(fields: F): Codec<ElementValue<F>> {
  const entries = Object.entries(fields).map(([key, field]) => ({ key, ...field, write: elementsOf(field) }))
  const byName = new Map(entries.map(({ key, name }) => [name.toLowerCase(), key]))
  return {
    decode(node, path) {
      const found = new Map<string, XmlNode[]>()
      if (typeof node !== 'string') {
        for (const [name, children] of Object.entries(node)) {
          const key = byName.get(name.toLowerCase())
          if (key && Array.isArray(children)) append(found, key, children)
        }
      }
      const value: Record<string, unknown> = {}
      for (const { key, times, name, codec } of entries) {
        const nodes = found.get(key) ?? none
        if (times === 'many') {
          value[key] = nodes.map((child) => codec.decode(child, `${path}/${name}`))
          continue
        }
        const child = nodes.length > 1 ? gathered(nodes) : nodes[0]
        if (child === undefined || (codec.emptyIsAbsent && textOf(child).trim() === '')) {
          if (times === 'one') throw new WireError(`${path}/${name}`, 'is required')
        } else value[key] = codec.decode(child, `${path}/${name}`)
      }
      return value as ElementValue<F>
    },
    encode(value) {
      let written = ''
      for (const { key, times, write } of entries) {
        const child = (value as Record<string, unknown>)[key]
        if (child === undefined) continue
        if (times !== 'many') written += write(child)
        else for (const item of child as readonly unknown[]) written += write(item)
      }
      return written
    },
  }
}

/** In characters: what is longer is not remembered. */
const longest = 500

/** Writes elements of one name. Most texts of a list are those of the item before, so the last one is remembered. */
function elementsOf({ name, codec }: Field<unknown, Times>): (value: unknown) => string {
  const tags = tagsOf(name)
  let last: unknown
  let written = ''
  return (value) => {
    if (typeof value === 'object' || (typeof value === 'string' && value.length > longest))
      return tags(codec.encode(value))
    if (value !== last) {
      written = tags(codec.encode(value))
      last = value
    }
    return written
  }
}

/** Whatever stands there, as it was read: for what is kept and given back. */
export const anything: Codec<XmlNode> = {
  decode: (node) => node,
  encode(node) {
    if (typeof node === 'string') return escaped(node.trim())
    let written = ''
    for (const [name, children] of Object.entries(node)) {
      for (const child of typeof children === 'string' ? [] : children) written += tagged(name, anything.encode(child))
    }
    return written
  },
}

/** Writes a value in the form that `choose` picks for it; reads it as `reads` says. */
export function variant<T>(choose: (value: T) => Codec<T>, reads: Codec<T>): Codec<T> {
  return {
    decode: (node, path) => reads.decode(node, path),
    encode: (value) => choose(value).encode(value),
  }
}

/** The children of all these elements in one: SDKs repeat the container where they mean a list. */
function gathered(nodes: readonly XmlNode[]): XmlNode {
  const parents = nodes.filter((node) => typeof node !== 'string')
  if (parents.length === 0) return nodes[0] as string
  const all = new Map<string, XmlNode[]>()
  for (const parent of parents) {
    for (const [name, children] of Object.entries(parent)) if (Array.isArray(children)) append(all, name, children)
  }
  return Object.fromEntries(all)
}

/** Adds to the list that is kept under a name. A client may send thousands of containers: nothing is copied twice. */
function append(lists: Map<string, XmlNode[]>, name: string, children: readonly XmlNode[]): void {
  const list = lists.get(name)
  if (!list) lists.set(name, [...children])
  else for (const child of children) list.push(child)
}
