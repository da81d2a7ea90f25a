import type { Urls } from '../control/info.ts'
import type { World } from '../control/world.ts'

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
  /** The whole file; the values are literals of its language. */
  code(values: Values): string
}

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
const double = (text: string) => JSON.stringify(text)
/** Nothing is special to a shell inside single quotes but their end. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const writings: Readonly<Record<Language, Writing>> = {
  JavaScript: { comment: '//', literal: single },
  Python: { comment: '#', literal: double },
  Java: { comment: '//', literal: double },
  Ruby: { comment: '#', literal: single },
  PHP: { comment: '//', literal: single },
  'C#': { comment: '//', literal: double },
  shell: { comment: '#', literal: (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text)) },
}

/** The code of a recipe for one emulator. */
export function codeOf(recipe: Recipe, place: Place): string {
  const { literal } = writings[recipe.language]
  const texts = Object.entries(valuesAt(place)).map(([name, text]) => [name, literal(text)])
  return recipe.code(Object.fromEntries(texts) as unknown as Values)
}

/** The same as a file, with what there is to know at its head. */
export function fileOf(recipe: Recipe, place: Place): string {
  const { comment } = writings[recipe.language]
  const { name, title, proof, install, notes = [] } = recipe
  const head = [
    `${title}, for the emulator at ${place.url} (bandwidth-emulator env --sdk ${name})`,
    ...(place.urls.httpsUrl ? [`Over TLS too: ${place.urls.httpsUrl}, with the CA of: bandwidth-emulator ca`] : []),
    ...(install === undefined ? [] : [`Install: ${install}`]),
    ...notes,
    ...(proof.startsWith('not') ? [`Written from the sources of the SDK, ${proof}`] : []),
  ].map((line) => `${comment} ${line.replaceAll('`', '')}`)
  const code = codeOf(recipe, place)
  // PHP begins with its mark.
  const [mark, rest] = code.startsWith('<?php\n') ? ['<?php\n', code.slice(6)] : ['', code]
  return `${mark}${head.join('\n')}\n${rest}\n`
}

/** What an emulator has to fill recipes with. */
export function valuesAt({ url, urls: { dashboardUrl, messagingUrl, controlUrl }, world }: Place): Values {
  const from = world?.telephoneNumbers[0] ?? 'YOUR-NUMBER'
  const to = '+19195550100'
  const applicationId = world?.applicationId ?? 'YOUR-APPLICATION-ID'
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
    message: JSON.stringify({ from, to, text: 'Good morning', applicationId }),
  }
}
