import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'

/** A postal address. Only `addressType` and `country` are filled in when not given. */
export interface Address {
  readonly housePrefix?: string | undefined
  readonly houseNumber?: string | undefined
  readonly houseSuffix?: string | undefined
  readonly preDirectional?: string | undefined
  readonly streetName?: string | undefined
  readonly streetSuffix?: string | undefined
  readonly postDirectional?: string | undefined
  readonly addressLine2?: string | undefined
  readonly city?: string | undefined
  readonly stateCode?: string | undefined
  readonly zip?: string | undefined
  readonly plusFour?: string | undefined
  readonly county?: string | undefined
  readonly country?: string | undefined
  readonly addressType?: string | undefined
}

export interface SiteDraft {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly customerProvidedId?: string | undefined
  readonly customerName?: string | undefined
  readonly address?: Address | undefined
  /** Only accounts of another product may have it. */
  readonly ucTrunking?: Readonly<Record<string, unknown>> | undefined
}

/** A sub-account: groups SipPeers under one name. */
export interface Site extends Omit<SiteDraft, 'ucTrunking'>, Row {
  readonly name: string
  readonly address: Address
}

/** @throws Fault SiteNotFound */
export function getSite({ store }: Emulator, accountId: string, siteId: string): Site {
  const site = store.sites.get(accountId, siteId)
  if (!site) throw new Fault('SiteNotFound', { siteId })
  return site
}

/** @throws Fault where the draft breaks one of the vendor's rules */
export function createSite({ store, ids }: Emulator, accountId: string, draft: SiteDraft): Site {
  return store.sites.put({ ...checked(draft), accountId, id: ids.serial('site', 13_606) })
}

/** Replaces all of a site. @throws Fault as {@link createSite} */
export function replaceSite({ store }: Emulator, { accountId, id }: Site, draft: SiteDraft): Site {
  return store.sites.put({ ...checked(draft), accountId, id })
}

/** @throws Fault SiteInUse while it has SipPeers */
export function deleteSite({ store }: Emulator, site: Site): void {
  if (store.sipPeers.countBy('site', site.id) > 0) throw new Fault('SiteInUse')
  store.sites.delete(site)
}

/** How many numbers are in service on a site. */
export function countTelephoneNumbersAt({ store }: Emulator, site: Site): number {
  return store.sipPeers
    .by('site', site.id)
    .reduce((count, sipPeer) => count + store.telephoneNumbers.countBy('sipPeer', sipPeer.id), 0)
}

function checked({ ucTrunking, ...draft }: SiteDraft): Omit<Site, keyof Row> {
  const { name, description = '', customerProvidedId = '', customerName = '', address } = draft
  if (!name) throw new Fault('SiteNameRequired')
  if (name.length > 50) throw new Fault('SiteNameTooLong', { name })
  if (description.length > 250) throw new Fault('SiteDescriptionTooLong')
  if (customerProvidedId.length > 10) throw new Fault('CustomerProvidedIdTooLong', { value: customerProvidedId })
  if (customerName.length > 50) throw new Fault('CustomerNameTooLong', { value: customerName })
  if (ucTrunking && Object.keys(ucTrunking).length > 0) throw new Fault('UcTrunkingNotAllowed')
  if (!address) throw new Fault('AddressRequired')
  return { ...draft, name, address: completeAddress(address) }
}

/**
 * An address that has all that it must have, with what the vendor fills in where it was left out.
 *
 * @throws Fault naming the first field that is missing or wrong
 */
export function completeAddress(address: Address): Address {
  const { houseNumber, streetName, city, stateCode, zip } = address
  if (!houseNumber) throw new Fault('HouseNumberRequired')
  if (!streetName) throw new Fault('StreetNameRequired')
  if (!city) throw new Fault('CityRequired')
  if (!stateCode) throw new Fault('StateCodeRequired')
  if (!/^[a-z]{2}$/i.test(stateCode)) throw new Fault('StateCodeInvalid', { stateCode })
  if (!zip) throw new Fault('ZipRequired')
  if (zip.length > 5) throw new Fault('ZipTooLong', { zip })
  for (const [field, max, fault] of addressLimits) {
    const value = address[field]
    if (value && value.length > max) throw new Fault(fault, { value })
  }
  const addressType = address.addressType || 'Service'
  if (!addressTypes.has(addressType)) throw new Fault('AddressTypeInvalid')
  return {
    ...address,
    ...(address.preDirectional !== undefined && { preDirectional: directional(address.preDirectional) }),
    ...(address.postDirectional !== undefined && { postDirectional: directional(address.postDirectional) }),
    country: address.country || 'United States',
    addressType,
  }
}

const addressLimits: readonly (readonly [keyof Address, number, FaultName])[] = [
  ['houseNumber', 45, 'HouseNumberTooLong'],
  ['houseSuffix', 45, 'HouseSuffixTooLong'],
  ['streetName', 200, 'StreetNameTooLong'],
  ['addressLine2', 200, 'AddressLine2TooLong'],
  ['city', 100, 'CityTooLong'],
  ['plusFour', 4, 'PlusFourTooLong'],
  ['county', 45, 'CountyTooLong'],
]
const addressTypes = new Set(['Billing', 'Service', 'Dlda', 'E911'])
const directionals = new Set(['N', 'S', 'E', 'W', 'NE', 'NW', 'SE', 'SW'])

/** `@bandwidth/numbers` makes 0 of an empty element, and saves that. */
function directional(word: string): string {
  if (word === '' || word === '0') return ''
  if (!directionals.has(word.toUpperCase())) throw new Fault('DirectionalInvalid')
  return word
}
