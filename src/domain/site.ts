import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

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
}

/** A sub-account: groups SipPeers under one name. */
export interface Site extends SiteDraft, Row {
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

function checked(draft: SiteDraft): Omit<Site, keyof Row> {
  const { name, description = '', address } = draft
  if (!name) throw new Fault('SiteNameRequired')
  if (name.length > 50) throw new Fault('SiteNameTooLong', { name })
  if (description.length > 250) throw new Fault('SiteDescriptionTooLong')
  if (!address) throw new Fault('AddressRequired')
  return { ...draft, name, address: completeAddress(address) }
}

function completeAddress(address: Address): Address {
  if (!address.houseNumber) throw new Fault('HouseNumberRequired')
  if (!address.streetName) throw new Fault('StreetNameRequired')
  if (!address.city) throw new Fault('CityRequired')
  const { stateCode, zip } = address
  if (!stateCode) throw new Fault('StateCodeRequired')
  if (!/^[a-z]{2}$/i.test(stateCode)) throw new Fault('StateCodeInvalid', { stateCode })
  if (!zip) throw new Fault('ZipRequired')
  if (zip.length > 5) throw new Fault('ZipTooLong', { zip })
  return withAddressDefaults(address)
}

/** As the vendor answers where the request left these out. */
export function withAddressDefaults(address: Address): Address {
  return { ...address, country: address.country || 'United States', addressType: address.addressType || 'Service' }
}
