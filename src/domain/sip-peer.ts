import type { Row } from '../core/table.ts'
import { getApplication } from './application.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { type Address, type Site, withAddressDefaults } from './site.ts'

export interface Host {
  readonly hostName?: string | undefined
  readonly port?: string | undefined
  readonly customerTrafficAllowed?: string | undefined
  readonly dataAllowed?: string | undefined
}

export interface SipPeerDraft {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly isDefault?: boolean | undefined
  readonly shortMessagingProtocol?: string | undefined
  readonly voiceHosts?: { readonly hosts: readonly Host[] } | undefined
  readonly smsHosts?: { readonly hosts: readonly Host[] } | undefined
  readonly terminationHosts?: { readonly hosts: readonly Host[] } | undefined
  readonly address?: Address | undefined
  readonly callingName?: { readonly display?: boolean | undefined; readonly enforced?: boolean | undefined } | undefined
  readonly finalDestinationUri?: string | undefined
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
}

export interface MmsFeature {
  readonly protocol: string
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
  const fields = checked(emulator, site, draft)
  const isFirst = sipPeersAt(emulator, site).length === 0
  if (isFirst && draft.isDefault === false && !settings.lenient) throw new Fault('DefaultSipPeerRequired')
  const isDefault = isFirst || (draft.isDefault ?? false)
  if (isDefault) demoteDefault(emulator, site)
  const id = ids.serial('sipPeer', 500_701)
  return store.sipPeers.put({ ...fields, accountId: site.accountId, siteId: site.id, id, isDefault })
}

/** Replaces all that was given on creation; messaging and the application stay. @throws Fault as {@link createSipPeer} */
export function replaceSipPeer(emulator: Emulator, site: Site, sipPeer: SipPeer, draft: SipPeerDraft): SipPeer {
  const fields = checked(emulator, site, draft, sipPeer)
  const isDefault = draft.isDefault ?? sipPeer.isDefault
  if (sipPeer.isDefault && !isDefault) throw new Fault('DefaultSipPeerRequired')
  if (isDefault && !sipPeer.isDefault) demoteDefault(emulator, site)
  const { accountId, siteId, id, sms, mms, messagingApplicationId } = sipPeer
  return emulator.store.sipPeers.put({ ...fields, accountId, siteId, id, isDefault, sms, mms, messagingApplicationId })
}

/** @throws Fault naming the first thing that still hangs on it, in the order in which they have to go */
export function deleteSipPeer(emulator: Emulator, site: Site, sipPeer: SipPeer): void {
  const { store } = emulator
  if (store.telephoneNumbers.countBy('sipPeer', sipPeer.id) > 0) throw new Fault('SipPeerHasTelephoneNumbers')
  if (sipPeer.isDefault && sipPeersAt(emulator, site).length > 1) throw new Fault('SipPeerIsDefault')
  if (sipPeer.mms) throw new Fault('SipPeerHasMms')
  if (sipPeer.sms) throw new Fault('SipPeerHasSms')
  store.sipPeers.delete(sipPeer)
}

/** @throws Fault SmsProtocolInvalid */
export function enableSms({ store }: Emulator, sipPeer: SipPeer, sms: SmsFeature): SipPeer {
  if (!['HTTP', 'SIP', 'SMPP'].includes(sms.protocol)) throw new Fault('SmsProtocolInvalid', { protocol: sms.protocol })
  return store.sipPeers.put({ ...sipPeer, sms })
}

/** @throws Fault SmsNeededByMms, SmsNeededByTelephoneNumbers */
export function disableSms({ store }: Emulator, sipPeer: SipPeer): void {
  if (sipPeer.mms) throw new Fault('SmsNeededByMms')
  if (store.telephoneNumbers.countBy('sipPeer', sipPeer.id) > 0) throw new Fault('SmsNeededByTelephoneNumbers')
  store.sipPeers.put({ ...sipPeer, sms: undefined })
}

/** @throws Fault MmsNeedsSms */
export function enableMms({ store }: Emulator, sipPeer: SipPeer, mms: MmsFeature): SipPeer {
  if (!sipPeer.sms) throw new Fault('MmsNeedsSms')
  return store.sipPeers.put({ ...sipPeer, mms })
}

export function disableMms({ store }: Emulator, sipPeer: SipPeer): void {
  store.sipPeers.put({ ...sipPeer, mms: undefined })
}

/** @throws Fault ApplicationNotFound, ServiceTypeNotAllowed, MessagingNeedsHttp */
export function assignApplication(emulator: Emulator, sipPeer: SipPeer, applicationId: string): SipPeer {
  const application = getApplication(emulator, sipPeer.accountId, applicationId)
  if (application.serviceType !== 'Messaging-V2') {
    throw new Fault('ServiceTypeNotAllowed', { serviceType: application.serviceType, use: 'HttpMessagingV2AppId' })
  }
  if (sipPeer.sms?.protocol !== 'HTTP' && sipPeer.mms?.protocol !== 'HTTP') throw new Fault('MessagingNeedsHttp')
  return emulator.store.sipPeers.put({ ...sipPeer, messagingApplicationId: application.id })
}

export function unassignApplication({ store }: Emulator, sipPeer: SipPeer): SipPeer {
  return store.sipPeers.put({ ...sipPeer, messagingApplicationId: undefined })
}

type Checked = Omit<SipPeer, keyof Row | 'siteId' | 'isDefault'>

function checked(emulator: Emulator, site: Site, draft: SipPeerDraft, itself?: SipPeer): Checked {
  const { name, description = '', callingName, address } = draft
  if (!name) throw new Fault('SipPeerNameRequired')
  if (name.length > 50) throw new Fault('SipPeerNameTooLong', { name })
  if (description.length > 50) throw new Fault('SipPeerDescriptionTooLong', { description })
  if (callingName && callingName.display === undefined) throw new Fault('CallingNameDisplayMissing')
  if (callingName && callingName.enforced === undefined) throw new Fault('CallingNameEnforcedMissing')
  if (sipPeersAt(emulator, site).some((other) => other.name === name && other.id !== itself?.id)) {
    throw new Fault('SipPeerNameTaken', { name, accountId: site.accountId, siteId: site.id })
  }
  return {
    ...draft,
    name,
    address: address && withAddressDefaults(address),
    callingName: { display: callingName?.display ?? false, enforced: callingName?.enforced ?? false },
  }
}

function demoteDefault(emulator: Emulator, site: Site): void {
  const former = findDefaultSipPeer(emulator, site)
  if (former) emulator.store.sipPeers.put({ ...former, isDefault: false })
}
