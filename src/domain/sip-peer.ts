import type { Row } from '../core/table.ts'
import { type Application, getApplication, voiceApplications } from './application.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { checkHosts, type Hosts, isHost, overlap } from './host.ts'
import { type Address, completeAddress, type Site } from './site.ts'

/** Where calls go instead of to hosts. Kept and given back; it changes nothing. */
export interface RoutePlan {
  readonly action?: string | undefined
  readonly routes: readonly {
    readonly name?: string | undefined
    readonly endpoint?: string | undefined
    readonly endpointType?: string | undefined
    readonly priority?: string | undefined
    readonly weight?: string | undefined
  }[]
}

export interface SipPeerDraft {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly isDefault?: boolean | undefined
  readonly billingIdentifier?: string | undefined
  readonly shortMessagingProtocol?: string | undefined
  readonly voiceHosts?: Hosts | undefined
  readonly voiceHostGroups?: { readonly groups: readonly Hosts[] } | undefined
  readonly smsHosts?: Hosts | undefined
  readonly terminationHosts?: Hosts | undefined
  readonly routePlan?: RoutePlan | undefined
  readonly address?: Address | undefined
  readonly callingName?: { readonly display?: boolean | undefined; readonly enforced?: boolean | undefined } | undefined
  readonly finalDestinationUri?: string | undefined
  readonly premiseTrunks?: string | undefined
  readonly ssSendToCustomer?: string | undefined
  readonly callVerificationEnabled?: string | undefined
  readonly pindropEnabled?: string | undefined
}

/** What a location may do with short messages. */
export interface SmsFeature {
  readonly protocol: string
  readonly tollFree: boolean
  readonly shortCode: boolean
  /** Zones 1 to 5, in order. */
  readonly zones: readonly boolean[]
  /** Kept and given back; they change nothing. */
  readonly a2p?:
    | {
        readonly longCode?: string | undefined
        readonly messageClass?: string | undefined
        readonly campaignId?: string | undefined
      }
    | undefined
  /** With the protocol SMPP only. */
  readonly smppHosts?: readonly SmppHost[] | undefined
}

export interface SmppHost {
  readonly hostName?: string | undefined
  /** Given by the service. */
  readonly hostId?: string | undefined
  readonly priority?: string | undefined
  readonly connectionType?: string | undefined
}

export interface MmsFeature {
  readonly protocol: string
  readonly mm4?: Mm4Hosts | undefined
}

export interface Mm4Host {
  readonly hostName?: string | undefined
  readonly port?: string | undefined
  /** Given by the service. */
  readonly hostId?: string | undefined
  readonly priority?: string | undefined
}

/** The two ends of MMS over MM4. Kept and given back; nothing is sent to them. */
export interface Mm4Hosts {
  readonly tls: string
  readonly terminationHosts: readonly Mm4Host[]
  readonly originationHosts: readonly Mm4Host[]
}

/** How calls come to a location: to its hosts, or told to an application. */
export interface VoiceSettings {
  readonly protocol: 'SIP' | 'HTTP'
  readonly applicationId?: string | undefined
}

/** A location: what numbers are grouped under, and where messaging is switched on for them. */
export interface SipPeer extends SipPeerDraft, Row {
  readonly siteId: string
  readonly name: string
  readonly isDefault: boolean
  readonly callingName: { readonly display: boolean; readonly enforced: boolean }
  readonly sms?: SmsFeature | undefined
  readonly mms?: MmsFeature | undefined
  readonly messagingApplicationId?: string | undefined
  readonly voice?: VoiceSettings | undefined
  /** Three letters each: where else messages may go. */
  readonly breakOutCountries?: readonly string[] | undefined
}

/** @throws Fault SipPeerNotFound */
export function getSipPeer({ store }: Emulator, { accountId, id: siteId }: Site, sipPeerId: string): SipPeer {
  const sipPeer = store.sipPeers.get(accountId, sipPeerId)
  if (sipPeer?.siteId !== siteId) throw new Fault('SipPeerNotFound', { sipPeerId, accountId, siteId })
  return sipPeer
}

export function sipPeersAt({ store }: Emulator, site: Site): SipPeer[] {
  return store.sipPeers.by('site', site.id)
}

/** The location that takes numbers ordered for the site alone. */
export function findDefaultSipPeer(emulator: Emulator, site: Site): SipPeer | undefined {
  return sipPeersAt(emulator, site).find((sipPeer) => sipPeer.isDefault)
}

/** @throws Fault where the draft breaks one of the vendor's rules */
export function createSipPeer(emulator: Emulator, site: Site, draft: SipPeerDraft): SipPeer {
  const { store, settings, ids } = emulator
  const { action } = draft.routePlan ?? {}
  if (action === 'unchanged') throw new Fault('RoutePlanUnchangedOnCreation')
  if (action === 'off') throw new Fault('RoutePlanOffOnCreation')
  const fields = checked(emulator, site, draft)
  const isFirst = sipPeersAt(emulator, site).length === 0
  if (isFirst && draft.isDefault === false && !settings.lenient) throw new Fault('DefaultSipPeerRequired')
  const isDefault = isFirst || (draft.isDefault ?? false)
  if (isDefault) demoteDefault(emulator, site)
  const id = ids.serial('sipPeer', 500_701)
  return store.sipPeers.put({ ...fields, accountId: site.accountId, siteId: site.id, id, isDefault })
}

/** Replaces all that was given on creation; messaging and the applications stay. @throws Fault as {@link createSipPeer} */
export function replaceSipPeer(emulator: Emulator, site: Site, sipPeer: SipPeer, draft: SipPeerDraft): SipPeer {
  const fields = checked(emulator, site, draft, sipPeer)
  const isDefault = draft.isDefault ?? sipPeer.isDefault
  if (sipPeer.isDefault && !isDefault) throw new Fault('DefaultSipPeerRequired')
  if (isDefault && !sipPeer.isDefault) demoteDefault(emulator, site)
  const { accountId, siteId, id, sms, mms, messagingApplicationId, voice, breakOutCountries } = sipPeer
  const { action } = draft.routePlan ?? {}
  return emulator.store.sipPeers.put({
    ...fields,
    ...{ accountId, siteId, id, isDefault, sms, mms, messagingApplicationId, voice, breakOutCountries },
    ...(action === 'unchanged' && { routePlan: sipPeer.routePlan }),
    ...(action === 'off' && { routePlan: undefined }),
  })
}

/** @throws Fault naming the first thing that still hangs on it, in the order in which they have to go */
export function deleteSipPeer(emulator: Emulator, site: Site, sipPeer: SipPeer): void {
  const { store } = emulator
  if (store.telephoneNumbers.countBy('sipPeer', sipPeer.id) > 0) throw new Fault('SipPeerHasTelephoneNumbers')
  const orders = store.orders.all(sipPeer.accountId)
  if (orders.some(({ status, sipPeerId }) => status === 'BACKORDERED' && sipPeerId === sipPeer.id)) {
    throw new Fault('SipPeerHasBackorders')
  }
  if (sipPeer.isDefault && sipPeersAt(emulator, site).length > 1) throw new Fault('SipPeerIsDefault')
  if (sipPeer.mms) throw new Fault('SipPeerHasMms')
  if (sipPeer.sms) throw new Fault('SipPeerHasSms')
  if (sipPeer.voice?.protocol === 'HTTP') throw new Fault('SipPeerHasHttpVoice')
  store.sipPeers.delete(sipPeer)
}

const a2pWords = new Set(['ON', 'OFF', 'DefaultOn', 'DefaultOff'])

/** @throws Fault SmsProtocolInvalid, A2pLongCodeInvalid, SmppHostsNotAllowed, HostInvalid, SmppPriorityInvalid */
export function enableSms({ store, ids }: Emulator, sipPeer: SipPeer, sms: SmsFeature): SipPeer {
  const { protocol, a2p, smppHosts = [] } = sms
  checkMessagingProtocol(protocol)
  if (a2p?.longCode && !a2pWords.has(a2p.longCode)) throw new Fault('A2pLongCodeInvalid')
  if (smppHosts.length === 0) return store.sipPeers.put({ ...sipPeer, sms: { ...sms, smppHosts: undefined } })
  if (protocol !== 'SMPP') throw new Fault('SmppHostsNotAllowed', { protocol })
  checkHosts(smppHosts, 'SmppHosts')
  if (smppHosts.some(({ priority }) => priority && !/^\d$/.test(priority))) throw new Fault('SmppPriorityInvalid')
  const known = smppHosts.map((host) => ({ ...host, hostId: host.hostId || ids.serial('smppHost', 18) }))
  return store.sipPeers.put({ ...sipPeer, sms: { ...sms, smppHosts: known } })
}

function checkMessagingProtocol(protocol: string): void {
  if (!['HTTP', 'SIP', 'SMPP'].includes(protocol)) throw new Fault('SmsProtocolInvalid', { protocol })
}

/** @throws Fault SmsNeededByMms, SmsNeededByTelephoneNumbers */
export function disableSms({ store }: Emulator, sipPeer: SipPeer): void {
  if (sipPeer.mms) throw new Fault('SmsNeededByMms')
  if (store.telephoneNumbers.countBy('sipPeer', sipPeer.id) > 0) throw new Fault('SmsNeededByTelephoneNumbers')
  store.sipPeers.put({ ...sipPeer, sms: undefined })
}

/** @throws Fault MmsNeedsSms, MessagingProtocolConflict, and what is wrong with the hosts */
export function enableMms({ store, ids }: Emulator, sipPeer: SipPeer, mms: MmsFeature): SipPeer {
  if (!sipPeer.sms) throw new Fault('MmsNeedsSms')
  const { protocol, mm4 } = mms
  if ((protocol !== 'HTTP' && protocol !== 'MM4') || (mm4 && protocol !== 'MM4')) {
    throw new Fault('MessagingProtocolConflict')
  }
  if (!mm4) return store.sipPeers.put({ ...sipPeer, mms })
  const { tls, terminationHosts, originationHosts } = mm4
  if (originationHosts.length > maxMm4Hosts) throw new Fault('TooManyMmsOriginationHosts')
  if (terminationHosts.length > maxMm4Hosts) throw new Fault('TooManyMmsTerminationHosts')
  for (const { hostName: host = '' } of [...terminationHosts, ...originationHosts]) {
    if (!isHost(host)) throw new Fault('MmsHostInvalid', { host })
  }
  // Which certificate would an address have?
  const address = tls === 'ON' && originationHosts.find(({ hostName = '' }) => /^[\d.]+$/.test(hostName))
  if (address) throw new Fault('MmsHostNeedsName', { host: address.hostName })
  const known = (hosts: readonly Mm4Host[]) =>
    hosts.map((host) => ({ ...host, hostId: host.hostId || ids.serial('mm4Host', 1) }))
  const hosts = { terminationHosts: known(terminationHosts), originationHosts: known(originationHosts) }
  return store.sipPeers.put({ ...sipPeer, mms: { protocol, mm4: { tls, ...hosts } } })
}

const maxMm4Hosts = 128

export function disableMms({ store }: Emulator, sipPeer: SipPeer): void {
  store.sipPeers.put({ ...sipPeer, mms: undefined })
}

/** An application that locations can have for their messages. @throws Fault ApplicationNotFound, ServiceTypeNotAllowed */
export function messagingApplication(emulator: Emulator, accountId: string, applicationId: string): Application {
  const application = getApplication(emulator, accountId, applicationId)
  if (application.serviceType !== 'Messaging-V2') {
    throw new Fault('ServiceTypeNotAllowed', { serviceType: application.serviceType, use: 'HttpMessagingV2AppId' })
  }
  return application
}

/** @throws Fault ApplicationNotFound, ServiceTypeNotAllowed, MessagingNeedsHttp */
export function assignApplication(emulator: Emulator, sipPeer: SipPeer, applicationId: string): SipPeer {
  const application = messagingApplication(emulator, sipPeer.accountId, applicationId)
  if (sipPeer.sms?.protocol !== 'HTTP' && sipPeer.mms?.protocol !== 'HTTP') throw new Fault('MessagingNeedsHttp')
  return emulator.store.sipPeers.put({ ...sipPeer, messagingApplicationId: application.id })
}

export function unassignApplication({ store }: Emulator, sipPeer: SipPeer): SipPeer {
  return store.sipPeers.put({ ...sipPeer, messagingApplicationId: undefined })
}

/** @throws Fault CountriesInvalid, CountriesRepeated */
export function setBreakOutCountries({ store }: Emulator, sipPeer: SipPeer, countries: readonly string[]): SipPeer {
  const wrong = countries.filter((country) => !/^[A-Z]{3}$/.test(country))
  if (wrong.length > 0) throw new Fault('CountriesInvalid', { countries: wrong.join(', ') })
  if (new Set(countries).size < countries.length) throw new Fault('CountriesRepeated')
  return store.sipPeers.put({ ...sipPeer, breakOutCountries: countries })
}

/**
 * Says how calls come to a location. With HTTP the hosts for calls go.
 *
 * @throws Fault VoiceProtocolInvalid, HttpSettingsNotAllowed, NoVoiceApplications, ApplicationNotFound,
 * ServiceTypeNotAllowed
 */
export function setVoice(
  emulator: Emulator,
  sipPeer: SipPeer,
  { protocol = '', applicationId }: { protocol?: string | undefined; applicationId?: string | undefined },
): SipPeer {
  const { accountId } = sipPeer
  if (protocol !== 'SIP' && protocol !== 'HTTP') throw new Fault('VoiceProtocolInvalid', { protocol })
  if (protocol === 'SIP') {
    if (applicationId) throw new Fault('HttpSettingsNotAllowed')
    return emulator.store.sipPeers.put({ ...sipPeer, voice: { protocol } })
  }
  const application = applicationId ? getApplication(emulator, accountId, applicationId) : undefined
  if (application && application.serviceType !== 'Voice-V2') {
    throw new Fault('ServiceTypeNotAllowed', { serviceType: application.serviceType, use: 'HttpVoiceV2AppId' })
  }
  if (voiceApplications(emulator, accountId).length === 0) throw new Fault('NoVoiceApplications', { accountId })
  return emulator.store.sipPeers.put({
    ...sipPeer,
    ...{ voiceHosts: undefined, voiceHostGroups: undefined, terminationHosts: undefined },
    voice: { protocol, ...(application && { applicationId: application.id }) },
  })
}

/** What a location is used for, by the vendor's names. */
export function productsOf({ voiceHosts, voiceHostGroups, terminationHosts, voice, sms, mms }: SipPeer): string[] {
  const origination = voice || voiceHosts?.hosts.length || voiceHostGroups?.groups.length
  return [
    ...(terminationHosts?.hosts.length ? ['Termination'] : []),
    ...(sms || mms ? ['Messaging'] : []),
    ...(origination ? ['Origination'] : []),
  ]
}

type Checked = Omit<SipPeer, keyof Row | 'siteId' | 'isDefault'>

function checked(emulator: Emulator, site: Site, draft: SipPeerDraft, itself?: SipPeer): Checked {
  const { name, description = '', billingIdentifier = '', shortMessagingProtocol, callingName, address } = draft
  if (!name) throw new Fault('SipPeerNameRequired')
  if (name.length > 50) throw new Fault('SipPeerNameTooLong', { name })
  if (description.length > 50) throw new Fault('SipPeerDescriptionTooLong', { description })
  if (billingIdentifier.length > 50) throw new Fault('BillingIdentifierTooLong', { value: billingIdentifier })
  if (shortMessagingProtocol) checkMessagingProtocol(shortMessagingProtocol)
  checkAllHosts(emulator, site, draft, itself)
  checkCalls(draft)
  if (callingName && callingName.display === undefined) throw new Fault('CallingNameDisplayMissing')
  if (callingName && callingName.enforced === undefined) throw new Fault('CallingNameEnforcedMissing')
  if (sipPeersAt(emulator, site).some((other) => other.name === name && other.id !== itself?.id)) {
    throw new Fault('SipPeerNameTaken', { name, accountId: site.accountId, siteId: site.id })
  }
  return {
    ...draft,
    name,
    // An empty element is none.
    address: address && Object.values(address).some(Boolean) ? completeAddress(address) : undefined,
    callingName: { display: callingName?.display ?? false, enforced: callingName?.enforced ?? false },
  }
}

/** Hosts are checked against those of the account only: others may use the same ones for their own tests. */
function checkAllHosts(emulator: Emulator, { accountId }: Site, draft: SipPeerDraft, itself?: SipPeer): void {
  const voice = draft.voiceHosts?.hosts ?? []
  const groups = draft.voiceHostGroups?.groups ?? []
  const sms = draft.smsHosts?.hosts ?? []
  const termination = draft.terminationHosts?.hosts ?? []
  if (voice.length > 0 && groups.length > 0) throw new Fault('VoiceHostsAndGroups')
  if (groups.length > 1) throw new Fault('TooManyVoiceHostGroups')
  if (voice.length > 10 || groups.some(({ hosts }) => hosts.length > 10)) throw new Fault('TooManyVoiceHosts')
  if (sms.length > 10) throw new Fault('TooManySmsHosts')
  checkHosts(voice, 'VoiceHosts')
  for (const { hosts } of groups) checkHosts(hosts, 'VoiceHostGroups')
  checkHosts(sms, 'SmsHosts')
  checkHosts(termination, 'TerminationHosts')
  if (itself?.voice?.protocol === 'HTTP') {
    const field = voice.length
      ? 'VoiceHosts'
      : groups.length
        ? 'VoiceHostGroups'
        : termination.length && 'TerminationHosts'
    if (field) throw new Fault('HostsNotAllowedForHttpVoice', { field })
  }
  const others = emulator.store.sipPeers.all(accountId).filter(({ id }) => id !== itself?.id)
  const used = others.flatMap(({ terminationHosts }) => terminationHosts?.hosts ?? [])
  const taken = termination.find((host) => used.some((other) => overlap(host, other)))
  if (!taken) return
  const { hostName: host, port } = taken
  throw Number(port ?? 0) > 0
    ? new Fault('TerminationHostWithPortTaken', { host, port })
    : new Fault('TerminationHostTaken', { host })
}

function checkCalls(draft: SipPeerDraft): void {
  const { finalDestinationUri: uri, callVerificationEnabled, pindropEnabled, routePlan } = draft
  // `@bandwidth/numbers` makes 0 of an empty element, and saves that.
  if (uri && uri !== '0' && !/^(sips?|tel):[^\s]+$/i.test(uri)) throw new Fault('DestinationUriInvalid', { uri })
  if (!isBooleanWord(callVerificationEnabled)) throw new Fault('CallVerificationInvalid')
  if (!isBooleanWord(pindropEnabled)) throw new Fault('PindropInvalid')
  if (callVerificationEnabled === 'true' && pindropEnabled === 'true') throw new Fault('CallVerificationAndPindrop')
  if (routePlan?.action && !['asSpecified', 'unchanged', 'off'].includes(routePlan.action)) {
    throw new Fault('RoutePlanActionInvalid')
  }
}

const isBooleanWord = (word: string | undefined) => !word || word === 'true' || word === 'false'

function demoteDefault(emulator: Emulator, site: Site): void {
  const former = findDefaultSipPeer(emulator, site)
  if (former) emulator.store.sipPeers.put({ ...former, isDefault: false })
}
