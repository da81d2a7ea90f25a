import type { Client } from './access-token.ts'
import { openAccount, type User } from './account.ts'
import { type ApplicationDraft, createApplication } from './application.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { type HandsetScript, putHandset } from './handset.ts'
import { addRule, type RuleDraft } from './rule.ts'
import { scopes as allScopes, type Scope } from './scope.ts'
import { assignApplication, createSipPeer, enableMms, enableSms, type SipPeer } from './sip-peer.ts'
import { createSite, type Site } from './site.ts'
import { findTelephoneNumber, isNorthAmerican, putInService } from './telephone-number.ts'

/** A world to start from. */
export interface Seed {
  readonly accounts: readonly SeedAccount[]
}

export interface SeedAccount {
  readonly id: string
  readonly companyName?: string
  readonly users?: readonly User[]
  /** Who may ask for access tokens. One client may open several accounts, with one secret. */
  readonly clients?: readonly Client[]
  readonly applications?: readonly SeedApplication[]
  readonly sites?: readonly SeedSite[]
  /** How the account's orders and messages come out. */
  readonly rules?: readonly RuleDraft[]
  /** Phones outside, and what they do with the account's messages. */
  readonly handsets?: readonly SeedHandset[]
}

export interface SeedHandset extends HandsetScript {
  /** In E.164; none that is in service. */
  readonly number: string
}

export interface SeedApplication {
  /** A UUID; made up when not given. */
  readonly id?: string
  readonly name: string
  /** The option `callbackUrl`, and failing that the emulator's own sink, when no URL is given. */
  readonly callbackUrl?: string
  readonly inboundCallbackUrl?: string
  readonly outboundCallbackUrl?: string
  readonly callbackCredentials?: { readonly userId: string; readonly password: string }
}

export interface SeedSite {
  readonly name: string
  readonly sipPeers?: readonly SeedSipPeer[]
}

export interface SeedSipPeer {
  readonly name: string
  readonly isDefault?: boolean
  /** Messaging over HTTP; on unless said otherwise, as is `mms`. */
  readonly sms?: boolean
  readonly tollFree?: boolean
  readonly shortCode?: boolean
  /** Zones, 1 to 5, that messages may go to; 1 when not given. */
  readonly zones?: readonly number[]
  readonly mms?: boolean
  /** The name or id of an application of the account. */
  readonly application?: string
  /** In E.164; any, whether or not a search would find it. */
  readonly telephoneNumbers?: readonly string[]
}

/** A seed that cannot be laid; `path` leads to the place, as in `accounts[0].sites[1].name`. */
export class SeedProblem extends Error {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.name = 'SeedProblem'
    this.path = path
  }
}

/** An address for the sites of seeds, and whoever else does not care. */
export const anAddress = {
  houseNumber: '900',
  streetName: 'Main Campus Dr',
  city: 'Raleigh',
  stateCode: 'NC',
  zip: '27606',
}

/**
 * Lays a seed: all of it, or the account with this id.
 *
 * @param callbackUrl - for applications that name none
 * @param scopes - what of it is laid: `provisioning`, `rules`
 * @throws SeedProblem
 */
export function plant(
  emulator: Emulator,
  seed: Seed,
  callbackUrl: string,
  accountId?: string,
  scopes: readonly Scope[] = allScopes,
): void {
  const { ids } = emulator
  for (const [index, account] of seed.accounts.entries()) {
    if (accountId !== undefined && account.id !== accountId) continue
    const path = `accounts[${index}]`
    if (scopes.includes('provisioning'))
      ids.repeat(nameOf(account.id), () => plantAccount(emulator, account, callbackUrl, path))
    if (scopes.includes('rules')) ids.repeat(rulesOf(account.id), () => plantRules(emulator, account, path))
  }
}

/** Forgets the ids of an account that is not to be laid again. */
export function uproot({ ids }: Emulator, accountId: string): void {
  ids.forget(nameOf(accountId))
  ids.forget(rulesOf(accountId))
}

const nameOf = (accountId: string) => `seed ${accountId}`
const rulesOf = (accountId: string) => `seed ${accountId} rules`

function plantRules(emulator: Emulator, { id, rules = [], handsets = [] }: SeedAccount, path: string): void {
  for (const rule of rules) addRule(emulator, { ...rule, when: { ...rule.when, account: id } } as RuleDraft)
  for (const [index, { number, ...script }] of handsets.entries())
    locating(`${path}.handsets[${index}].number`, () => putHandset(emulator, number, script, id))
}

function plantAccount(emulator: Emulator, account: SeedAccount, callbackUrl: string, path: string): void {
  if (emulator.store.accounts.get(account.id, account.id))
    throw new SeedProblem(`${path}.id`, `account ${account.id} is there twice`)
  checkClients(emulator, account, path)
  openAccount(emulator, account)
  const applicationIds = new Map<string, string>()
  for (const [index, seed] of (account.applications ?? []).entries()) {
    const at = `${path}.applications[${index}]`
    const givenId = seed.id?.toLowerCase()
    if (givenId && emulator.store.applications.by('id', givenId).length > 0) {
      throw new SeedProblem(`${at}.id`, `application ${seed.id} is there twice`)
    }
    checkUrls(seed, at)
    const draft = applicationDraft(seed, callbackUrl)
    const { id } = locating(at, () => createApplication(emulator, account.id, draft, givenId))
    applicationIds.set(seed.name, id).set(seed.id ?? id, id)
  }
  for (const [index, seed] of (account.sites ?? []).entries()) {
    const at = `${path}.sites[${index}]`
    const site = locating(at, () => createSite(emulator, account.id, { name: seed.name, address: anAddress }))
    for (const [peerIndex, peer] of (seed.sipPeers ?? []).entries()) {
      plantSipPeer(emulator, site, peer, applicationIds, `${at}.sipPeers[${peerIndex}]`)
    }
  }
}

function plantSipPeer(
  emulator: Emulator,
  site: Site,
  seed: SeedSipPeer,
  applicationIds: ReadonlyMap<string, string>,
  path: string,
): void {
  const { name, isDefault, sms = true, mms = sms, tollFree = false, shortCode = false, zones = [1] } = seed
  let sipPeer: SipPeer = locating(path, () => createSipPeer(emulator, site, { name, isDefault }))
  if (sms) {
    const enabled = [1, 2, 3, 4, 5].map((zone) => zones.includes(zone))
    sipPeer = enableSms(emulator, sipPeer, { protocol: 'HTTP', tollFree, shortCode, zones: enabled })
  }
  if (mms) sipPeer = locating(`${path}.mms`, () => enableMms(emulator, sipPeer, { protocol: 'HTTP' }))
  if (seed.application !== undefined) {
    const id = applicationIds.get(seed.application)
    if (!id) throw new SeedProblem(`${path}.application`, `the account has no application '${seed.application}'`)
    sipPeer = locating(`${path}.application`, () => assignApplication(emulator, sipPeer, id))
  }
  for (const [index, number] of (seed.telephoneNumbers ?? []).entries()) {
    const at = `${path}.telephoneNumbers[${index}]`
    if (!isNorthAmerican(number))
      throw new SeedProblem(at, `'${number}' is not a North American number in E.164, such as +19195551212`)
    if (findTelephoneNumber(emulator, number)) throw new SeedProblem(at, `${number} is in service already`)
    putInService(emulator, sipPeer, number)
  }
}

/** A token says whose it is by the client's id alone. */
function checkClients({ store }: Emulator, { clients = [] }: SeedAccount, path: string): void {
  for (const [index, { clientId, clientSecret }] of clients.entries()) {
    const isOther = (other: Client) => other.clientId === clientId && other.clientSecret !== clientSecret
    let differs = clients.some(isOther)
    for (const account of store.accounts.values()) differs ||= account.clients.some(isOther)
    if (differs) throw new SeedProblem(`${path}.clients[${index}]`, `client ${clientId} is there with another secret`)
  }
}

/** So that no URL is passed over without a word. */
function checkUrls({ callbackUrl, inboundCallbackUrl, outboundCallbackUrl }: SeedApplication, path: string): void {
  if (callbackUrl && inboundCallbackUrl)
    throw new SeedProblem(`${path}.callbackUrl`, 'does not go with inboundCallbackUrl')
  if (outboundCallbackUrl && !inboundCallbackUrl) {
    throw new SeedProblem(`${path}.outboundCallbackUrl`, 'needs inboundCallbackUrl beside it')
  }
}

function applicationDraft(seed: SeedApplication, callbackUrl: string): ApplicationDraft {
  const { name, inboundCallbackUrl, outboundCallbackUrl, callbackCredentials } = seed
  if (inboundCallbackUrl) {
    return {
      ...{ name, inboundCallbackUrl, outboundCallbackUrl },
      inboundCallbackCredentials: callbackCredentials,
      outboundCallbackCredentials: callbackCredentials,
    }
  }
  return { name, callbackUrl: seed.callbackUrl ?? callbackUrl, callbackCredentials }
}

/** Says where in the seed a fault came up. */
function locating<T>(path: string, lay: () => T): T {
  try {
    return lay()
  } catch (error) {
    if (error instanceof Fault) throw new SeedProblem(path, inWords(error))
    throw error
  }
}

/** `MmsNeedsSms` -> `mms needs sms`. */
const inWords = ({ fault }: Fault) => fault.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase()
