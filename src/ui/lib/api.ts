import { signal } from '@preact/signals'

/** A refusal of the control API: its sentence, which names the way out. */
export class Problem extends Error {
  readonly status: number

  constructor(status: number, title: string) {
    super(title)
    this.status = status
  }
}

/** Relative to the page, so that a proxy may put something before it. @param path - such as `v1/info` */
export const urlOf = (path: string): URL => new URL(path, document.baseURI)

const tokenName = 'bandwidth-emulator.token'

/** Of `--control-token`; kept for as long as the tab is open. */
export const token = signal(sessionStorage.getItem(tokenName) ?? '')

/** Whether the emulator wants a token that we do not have; `later` when its question was closed without one. */
export const tokenMissing = signal<boolean | 'later'>(false)

export function useToken(value: string): void {
  sessionStorage.setItem(tokenName, value)
  token.value = value
  tokenMissing.value = false
}

type Query = Readonly<Record<string, string | number | undefined>>

/** @throws Problem what the emulator refuses; TypeError when it cannot be reached */
export async function ask(method: string, path: string, init: RequestInit & { query?: Query } = {}): Promise<Response> {
  const { query = {}, headers, ...rest } = init
  const url = urlOf(path)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  const authorization = token.value === '' ? {} : { Authorization: `Bearer ${token.value}` }
  const response = await fetch(url, { ...rest, method, headers: { ...authorization, ...headers } })
  if (response.ok) return response
  if (response.status === 401) tokenMissing.value = true
  const told = (await response.json().catch(() => undefined)) as { title?: string } | undefined
  throw new Problem(response.status, told?.title ?? `${response.status} ${response.statusText}`)
}

/** @throws as {@link ask} */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await ask('GET', path, { ...(query && { query }), ...(signal && { signal }) })).json()
}

/** @throws as {@link ask} */
export async function getText(path: string, query?: Query): Promise<string> {
  return (await ask('GET', path, query && { query })).text()
}

/** @throws as {@link ask} */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
  const json = method === 'DELETE' ? {} : { headers: { 'Content-Type': 'application/json' } }
  return (await ask(method, path, { ...json, ...(body && { body: JSON.stringify(body) }) })).json()
}

/** Has the browser save what an operation answers. */
export async function download(path: string, name: string, query?: Query): Promise<void> {
  const response = await ask('GET', path, query && { query })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
