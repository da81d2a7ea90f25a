import { readFileSync } from 'node:fs'
import type { Response } from 'supertest'
import { expect } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { dashboard, startTestEmulator } from './emulator.ts'
import { canonicalXml } from './xml.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/** One account of the Dashboard API; paths go on after `/accounts/{id}`. */
export interface Caller {
  get(path: string): Promise<Response>
  post(path: string, xml: string): Promise<Response>
  put(path: string, xml: string): Promise<Response>
  patch(path: string, xml: string): Promise<Response>
  delete(path: string): Promise<Response>
  /** Makes a site; gives its id. */
  site(name?: string): Promise<string>
  /** Makes a sippeer, the default one if it is the first; gives its path. */
  sipPeer(siteId: string, name?: string): Promise<string>
  /** Makes an application for messaging; gives its id. */
  application(name?: string): Promise<string>
}

/** An emulator with an empty world, whose clock stands still, and its account 9900001. */
export async function startDashboard(options: StartOptions = {}) {
  const bandwidth = await startTestEmulator({ seed: 'empty', clock: 'virtual', ...options })
  return { bandwidth, account: accountOn(bandwidth, '9900001'), other: accountOn(bandwidth, '9900002') }
}

export function accountOn(bandwidth: BandwidthEmulator, accountId: string): Caller {
  const agent = dashboard(bandwidth)
  const at = (path: string) => `/accounts/${accountId}${path}`
  const caller: Caller = {
    get: async (path) => agent.get(at(path)),
    post: async (path, xml) => agent.post(at(path)).type('application/xml').send(xml),
    put: async (path, xml) => agent.put(at(path)).type('application/xml').send(xml),
    patch: async (path, xml) => agent.patch(at(path)).type('application/xml').send(xml),
    delete: async (path) => agent.delete(at(path)),
    site: async (name = 'Shipyard') => idIn(await caller.post('/sites', fixture('CreateSite.request', { Name: name }))),
    sipPeer: async (siteId, name = 'Harbour') => {
      const path = `/sites/${siteId}/sippeers`
      const response = await caller.post(path, `<SipPeer><PeerName>${name}</PeerName></SipPeer>`)
      return `${path}/${idIn(response)}`
    },
    application: async (name = 'Production Server') =>
      idIn(await caller.post('/applications', fixture('CreateApplication.request', { AppName: name }))),
  }
  return caller
}

/** The id at the end of a Location, which is where every SDK takes it from. */
export function idIn(response: Response): string {
  expect(response.status).toBe(201)
  return String(response.headers.location).replace(/^.*\//, '')
}

/** A document of fixtures/wire/dashboard; `{ Id: '7' }` puts that into every `<Id>`, a list one after the other. */
export function fixture(name: string, texts: Readonly<Record<string, string | readonly string[]>> = {}): string {
  let xml = readFileSync(new URL(`../../fixtures/wire/dashboard/${name}.xml`, import.meta.url), 'utf8')
  for (const [element, text] of Object.entries(texts)) {
    const list = typeof text === 'string' ? undefined : [...text]
    const pattern = new RegExp(`(<${element}>)[^<]*(</${element}>)`, 'g')
    expect(xml, `${name} has the element ${element}`).toMatch(pattern)
    xml = xml.replace(pattern, (_, open, close) => `${open}${list ? list.shift() : text}${close}`)
  }
  return xml
}

/** That an answer is this document, in the vendor's form: type, declaration, and each element in its place. */
export function expectDocument(response: Response, status: number, expected: string): void {
  expect(response.text).toMatch(/^</)
  expect(canonicalXml(response.text)).toBe(canonicalXml(expected))
  expect(response.text.startsWith(`${declaration}<`)).toBe(true)
  expect(response.status).toBe(status)
  expect(response.headers['content-type']).toBe('application/xml')
}

/** That an answer has this status and no body. */
export function expectBare(response: Response, status: number): void {
  expect(response.text).toBe('')
  expect(response.status).toBe(status)
  expect(response.headers['content-length']).toBe('0')
}

/** That an answer is a failure worded in `ResponseStatus`, inside this root. */
export function expectFault(response: Response, status: number, root: string, code: number, text: string): void {
  const inner = `<ErrorCode>${code}</ErrorCode><Description>${text}</Description>`
  expectDocument(response, status, `<${root}><ResponseStatus>${inner}</ResponseStatus></${root}>`)
}

/** An order for these numbers, given in ten digits, on the default location of a site. */
export function orderByName(siteId: string, numbers: readonly string[]): string {
  const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
  const type = `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
  return `<Order><SiteId>${siteId}</SiteId>${type}</Order>`
}
