import type { Urls } from '../control/info.ts'
import type { World } from '../control/world.ts'
import type { MessageDraft } from '../domain/message.ts'

/** Where an emulator answers, and what is in it. */
export interface Place {
  /** Without a path, such as `http://localhost:9190`. */
  readonly url: string
  /** `httpsUrl` when it takes TLS as well. */
  readonly urls: Urls & { readonly httpsUrl?: string }
  /** Absent while there is no account. */
  readonly world: World | undefined
}

export type Language = 'JavaScript' | 'Python' | 'Java' | 'Ruby' | 'PHP' | 'C#' | 'shell'

/** How one SDK is pointed at the emulator. */
export interface Recipe {
  /** The value of `--sdk`. */
  readonly name: string
  /** The package, its generations, and where it is published. */
  readonly title: string
  readonly apis: 'Messaging' | 'Dashboard' | 'Messaging and Dashboard'
  readonly language: Language
  /** What the file is called that the code goes into. */
  readonly file: string
  readonly install?: string
  /** What else there is to know: sentences. */
  readonly notes?: readonly string[]
  /** Who runs the code as it stands, or why nobody does. */
  readonly proof: 'run by `npm test`' | 'run by `npm run test:sdks`' | `not run here: ${string}`
  /** The whole file; the values are literals of its language, the members as `sends` writes them. */
  code(values: Values, members: readonly string[]): string
  /** Of one that sends a message. */
  readonly sends?: {
    /** How it writes each member of a message; it has no word for one that is not here. */
    readonly members: Writers
    /** That alone, where the file does more. */
    code?(values: Values, members: readonly string[]): string
  }
}

/** In the order in which they are written. */
const members = ['from', 'to', 'text', 'media', 'tag', 'priority', 'expiration', 'applicationId'] as const
type Member = (typeof members)[number]

/** A message to send. */
export type Draft = Pick<MessageDraft, Member>

/** Of literals, several of `to` and `media`, one of all others. */
export type Writers = { readonly [M in Member]?: (literals: readonly string[]) => string }

/** Writes each member in the same way, lists in brackets. */
export const each = (write: (name: Member, literal: string) => string): Required<Writers> =>
  Object.fromEntries(
    members.map((name) => [
      name,
      (literals: readonly string[]) => {
        const list = literals.join(', ')
        return write(name, name === 'to' || name === 'media' ? `[${list}]` : list)
      },
    ]),
  ) as Required<Writers>

/** What recipes are filled with. */
export interface Values {
  readonly url: string
  /** Where `connect` goes: the same, unless the control API has a port of its own. */
  readonly controlOrigin: string
  /** The url without its scheme. */
  readonly host: string
  readonly dashboardUrl: string
  readonly messagingUrl: string
  readonly accountId: string
  readonly username: string
  readonly password: string
  readonly clientId: string
  readonly clientSecret: string
  readonly applicationId: string
  readonly siteId: string
  /** A number in service. */
  readonly from: string
  /** Nobody's number. */
  readonly to: string
  /** The body of a request that sends a message. */
  readonly message: string
}

interface Writing {
  readonly comment: '//' | '#'
  readonly literal: (text: string) => string
}

/** In single quotes, where a backslash and a quote are what has to be escaped. */
const single = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
/** What is not to be seen, ends a line somewhere, or has what comes after it shown in another order. */
const hidden = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
const hex = (character: string) => character.charCodeAt(0).toString(16)
const json = (value: unknown) =>
  JSON.stringify(value).replace(hidden, (character) => `\\u${hex(character).padStart(4, '0')}`)
const double = (text: string) => json(text)
/** In double quotes, where what is `special` has to be escaped as well. */
const braced = (special: RegExp) => (text: string) =>
  `"${text.replace(special, '\\$&').replace(hidden, (character) => `\\u{${hex(character)}}`)}"`
/** In single quotes, unless there is something in it that these cannot show. */
const singleOr = (other: (text: string) => string) => (text: string) =>
  text.search(hidden) < 0 ? single(text) : other(text)
/** Nothing is special to a shell inside single quotes but their end. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const writings: Readonly<Record<Language, Writing>> = {
  JavaScript: { comment: '//', literal: singleOr(double) },
  Python: { comment: '#', literal: double },
  Java: { comment: '//', literal: double },
  Ruby: { comment: '#', literal: singleOr(braced(/["\\#]/g)) },
  PHP: { comment: '//', literal: singleOr(braced(/["\\$]/g)) },
  'C#': { comment: '//', literal: double },
  shell: { comment: '#', literal: (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text)) },
}

/** A text in a language. */
export const literalIn = (language: Language, text: string): string => writings[language].literal(text)

/** The code of a recipe for one emulator. */
export const codeOf = (recipe: Recipe, place: Place): string => filled(recipe, place, sampleAt(place), recipe.code)

function filled({ language, sends }: Recipe, place: Place, draft: Draft, code: Recipe['code']): string {
  const { literal } = writings[language]
  const texts = Object.entries(valuesAt(place, draft)).map(([name, text]) => [name, literal(text)])
  const written = members.flatMap((name) => {
    const value = draft[name]
    const write = sends?.members[name]
    return value === undefined || !write ? [] : [write([value].flat().map(literal))]
  })
  return code(Object.fromEntries(texts) as unknown as Values, written)
}

/** The same as a file, with what there is to know at its head. */
export const fileOf = (recipe: Recipe, place: Place): string =>
  headed(recipe, place, `(bandwidth-emulator env --sdk ${recipe.name})`, codeOf(recipe, place))

/** A file that sends a message, with what its SDK has no word for at its head; undefined when the recipe sends none. */
export function sendingFileOf(recipe: Recipe, place: Place, draft: Draft): string | undefined {
  const { sends, code } = recipe
  if (!sends) return undefined
  const unsaid = members.filter((name) => draft[name] !== undefined && !sends.members[name])
  const more = unsaid.length > 0 ? [`Left out, as this SDK has no word for it: ${unsaid.join(', ')}`] : []
  return headed(recipe, place, '', filled(recipe, place, draft, sends.code ?? code), more)
}

function headed(recipe: Recipe, place: Place, origin: string, code: string, more: readonly string[] = []): string {
  const { comment } = writings[recipe.language]
  const { title, proof, install, notes = [] } = recipe
  const head = [
    `${title}, for the emulator at ${place.url} ${origin}`.trimEnd(),
    ...(place.urls.httpsUrl ? [`Over TLS too: ${place.urls.httpsUrl}, with the CA of: bandwidth-emulator ca`] : []),
    ...(install === undefined ? [] : [`Install: ${install}`]),
    ...notes,
    ...(proof.startsWith('not') ? [`Written from the sources of the SDK, ${proof}`] : []),
    ...more,
  ].map((line) => `${comment} ${line.replaceAll('`', '')}`)
  // PHP begins with its mark.
  const [mark, rest] = code.startsWith('<?php\n') ? ['<?php\n', code.slice(6)] : ['', code]
  return `${mark}${head.join('\n')}\n${rest}\n`
}

/** The message of recipes: from the first number to nobody. */
const sampleAt = ({ world }: Place): Draft => ({
  from: world?.telephoneNumbers[0] ?? 'YOUR-NUMBER',
  to: ['+19195550100'],
  text: 'Good morning',
  applicationId: world?.applicationId ?? 'YOUR-APPLICATION-ID',
})

/** What an emulator has to fill recipes with. */
export function valuesAt(place: Place, draft = sampleAt(place)): Values {
  const { url, world } = place
  const { dashboardUrl, messagingUrl, controlUrl } = place.urls
  const { from, applicationId } = draft
  const [to = '', ...others] = draft.to
  const message = Object.fromEntries(members.map((name) => [name, draft[name]]))
  return {
    controlOrigin: new URL(controlUrl).origin,
    ...{ url, host: url.replace(/^https?:\/\//, ''), dashboardUrl, messagingUrl, applicationId, from, to },
    // An empty emulator takes any account and any credentials.
    accountId: world?.accountId ?? '9900001',
    username: world?.username ?? 'user',
    password: world?.password ?? 'password',
    clientId: world?.clientId ?? 'client',
    clientSecret: world?.clientSecret ?? 'secret',
    siteId: world?.siteId ?? 'YOUR-SITE-ID',
    message: json({ ...message, to: others.length > 0 ? draft.to : to }),
  }
}
