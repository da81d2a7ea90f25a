import { e164 } from '../domain/telephone-number.ts'
import { boolean, type Codec, element, integer, maybe, one, text, textual } from '../xml/index.ts'

/** E.164 inside; ten digits on this wire, whose clients also write `+1` or a leading 1. */
export const tenDigits: Codec<string> = textual(e164, (number) => number.replace(/^\+1/, ''), 'a telephone number')

/** Text, whose empty element counts as none. */
export const textOrAbsent: Codec<string> = textual(
  (text) => text,
  (text) => text,
  'text',
)

/**
 * A boolean that says `undefined` counts as none: node-bandwidth 4 writes that for what it was not told, and its README
 * does not tell it whether a location is the default one. How the vendor reads it is assumed.
 */
export const booleanOrAbsent: Codec<boolean | undefined> = {
  ...boolean,
  decode: (node, path) => (text.decode(node, path) === 'undefined' ? undefined : boolean.decode(node, path)),
}

/** `Address`, the same in sites and sippeers. */
export const address = element({
  housePrefix: maybe('HousePrefix', text),
  houseNumber: maybe('HouseNumber', text),
  houseSuffix: maybe('HouseSuffix', text),
  preDirectional: maybe('PreDirectional', text),
  streetName: maybe('StreetName', text),
  streetSuffix: maybe('StreetSuffix', text),
  postDirectional: maybe('PostDirectional', text),
  addressLine2: maybe('AddressLine2', text),
  city: maybe('City', text),
  stateCode: maybe('StateCode', text),
  zip: maybe('Zip', text),
  plusFour: maybe('PlusFour', text),
  county: maybe('County', text),
  country: maybe('Country', text),
  addressType: maybe('AddressType', text),
})

/** The links of a page; their odd text is the vendor's. */
export const links = element({ first: one('first', text), next: maybe('next', text) })

export const count = element({ count: one('Count', integer) })
