import { firstInOrder } from '../../core/first-in-order.ts'
import type { Account } from '../../domain/account.ts'
import { type Application, sipPeersOf } from '../../domain/application.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { exchangeOf } from '../../domain/inventory.ts'
import { type SipPeer, sipPeersAt } from '../../domain/sip-peer.ts'
import { type Address, countTelephoneNumbersAt, type Site } from '../../domain/site.ts'
import type { TelephoneNumber } from '../../domain/telephone-number.ts'
import { linksBrokenOf, linksBrokenOfApplication, linksBrokenOfSipPeer } from './broken-links.ts'

/** What an account has, and which links in it are broken. */
export interface ProvisioningView {
  readonly account: { readonly id: string; readonly companyName: string; readonly messagingUserId: string }
  readonly applications: readonly ApplicationView[]
  readonly sites: readonly SiteView[]
  readonly problems: readonly string[]
}

/** An application, and the locations that have it. */
export interface ApplicationView {
  readonly id: string
  readonly name: string
  readonly serviceType: Application['serviceType']
  /** Where inbound messages are told; of an application for calls, where those are. */
  readonly callbackUrl: string
  /** Where the fate of outbound messages is told; `callbackUrl` when absent. */
  readonly outboundCallbackUrl?: string
  /** Of the credentials that go with its callbacks. */
  readonly callbackUserId?: string
  readonly sipPeerIds: readonly string[]
  readonly problems: readonly string[]
}

/** A sub-account, and its locations. */
export interface SiteView {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** In one line. */
  readonly address: string
  /** In service. */
  readonly telephoneNumberCount: number
  readonly sipPeers: readonly SipPeerView[]
}

/** A location. */
export interface SipPeerView {
  readonly id: string
  readonly name: string
  readonly isDefault: boolean
  readonly sms: boolean
  readonly mms: boolean
  readonly tollFree: boolean
  readonly shortCode: boolean
  /** Of its messaging application. */
  readonly applicationId?: string
  /** In service. */
  readonly telephoneNumberCount: number
  /** The first 100 of them, in order, in E.164. */
  readonly telephoneNumbers: readonly string[]
  readonly problems: readonly string[]
}

/** A number that an account has. */
export interface TelephoneNumberView {
  /** In E.164. */
  readonly number: string
  readonly siteId: string
  /** Where it is in service, or was. */
  readonly sipPeerId: string
  readonly city?: string
  readonly state?: string
  readonly status: TelephoneNumber['status']
}

/** So many numbers are shown with their location. */
const shownNumbers = 100

export function provisioningView(emulator: Emulator, account: Account): ProvisioningView {
  const { store } = emulator
  const { id, companyName, messagingUserId } = account
  return {
    account: { id, companyName, messagingUserId },
    applications: store.applications.all(id).map((application) => applicationView(emulator, application)),
    sites: store.sites.all(id).map((site) => siteView(emulator, site)),
    problems: linksBrokenOf(emulator, account),
  }
}

export function applicationView(emulator: Emulator, application: Application): ApplicationView {
  const { id, name, serviceType, messaging, voice } = application
  const credentials = [messaging?.inboundCredentials, messaging?.outboundCredentials, voice?.credentials]
  const user = credentials.find((one) => one !== undefined && one !== 'empty')
  return {
    ...{ id, name, serviceType, callbackUrl: messaging?.inboundUrl ?? voice?.initiatedUrl ?? '' },
    ...(messaging?.outboundUrl !== undefined && { outboundCallbackUrl: messaging.outboundUrl }),
    ...(user && { callbackUserId: user.userId }),
    sipPeerIds: sipPeersOf(emulator, application).map((sipPeer) => sipPeer.id),
    problems: linksBrokenOfApplication(emulator, application),
  }
}

export function siteView(emulator: Emulator, site: Site): SiteView {
  const { id, name, description, address } = site
  return {
    ...{ id, name, ...(description && { description }), address: inOneLine(address) },
    telephoneNumberCount: countTelephoneNumbersAt(emulator, site),
    sipPeers: sipPeersAt(emulator, site).map((sipPeer) => sipPeerView(emulator, sipPeer)),
  }
}

export function sipPeerView(emulator: Emulator, sipPeer: SipPeer): SipPeerView {
  const { id, name, isDefault, sms, mms, messagingApplicationId: applicationId } = sipPeer
  const numbers = emulator.store.telephoneNumbers.by('sipPeer', id)
  return {
    ...{ id, name, isDefault, sms: sms !== undefined, mms: mms !== undefined },
    ...{ tollFree: sms?.tollFree ?? false, shortCode: sms?.shortCode ?? false },
    ...(applicationId !== undefined && { applicationId }),
    telephoneNumberCount: numbers.length,
    telephoneNumbers: firstInOrder(numbers, shownNumbers, byNumber).map(byNumber),
    problems: linksBrokenOfSipPeer(emulator, sipPeer, numbers),
  }
}

export function telephoneNumberView({ id: number, siteId, sipPeerId, status }: TelephoneNumber): TelephoneNumberView {
  return { number, siteId, sipPeerId, ...placeOf(number), status }
}

/** Where a number is; toll-free ones are nowhere. */
export function placeOf(number: string): { readonly city?: string; readonly state?: string } {
  const { city, state } = exchangeOf(number) ?? {}
  return { ...(city && { city }), ...(state && { state }) }
}

/** The order of numbers is that of their digits. */
export const byNumber = ({ id }: TelephoneNumber): string => id

/** `900 Main Campus Dr, Raleigh, NC 27606`. */
function inOneLine(address: Address): string {
  const { housePrefix, houseNumber, houseSuffix, preDirectional, streetName, streetSuffix, postDirectional } = address
  const { addressLine2, city, stateCode, zip, plusFour } = address
  const street = [housePrefix, houseNumber, houseSuffix, preDirectional, streetName, streetSuffix, postDirectional]
  const code = plusFour ? `${zip}-${plusFour}` : zip
  const parts = [street.filter(Boolean).join(' '), addressLine2, city, [stateCode, code].filter(Boolean).join(' ')]
  return parts.filter(Boolean).join(', ')
}
