import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { SipPeer } from './sip-peer.ts'
import type { LineOptions, TelephoneNumber } from './telephone-number.ts'

/** What a request sets on a number; what is absent stays as it is. */
export interface NumberSettings {
  readonly callForward?: string | undefined
  readonly numberFormat?: string | undefined
  readonly rpidFormat?: string | undefined
  readonly rewriteUser?: string | undefined
  readonly callingNameDisplay?: string | undefined
  readonly attributes?: readonly string[] | undefined
  readonly smsEnabled?: boolean | undefined
}

/** The most numbers that one request moves. */
const maxMoved = 5_000

/** The numbers of a location that are in service, in order of their coming. */
export function numbersOn({ store }: Emulator, { accountId, id }: SipPeer): TelephoneNumber[] {
  return store.telephoneNumbers.by('sipPeer', id).filter((number) => number.accountId === accountId)
}

/**
 * @param digits - the ten digits of the wire
 * @throws Fault TelephoneNumberNotOnSipPeer
 */
export function getNumberOn({ store }: Emulator, sipPeer: SipPeer, digits: string): TelephoneNumber {
  const { accountId, siteId, id: sipPeerId } = sipPeer
  const number = store.telephoneNumbers.get(accountId, `+1${digits}`)
  if (number?.status !== 'inService' || number.sipPeerId !== sipPeerId) {
    throw new Fault('TelephoneNumberNotOnSipPeer', { number: digits, accountId, siteId, sipPeerId })
  }
  return number
}

const formats = new Set(['10digit', '11digit', 'e164', 'false'])

/**
 * Sets options of a number. Empty text, and `false` for what has a format, takes an option away.
 *
 * @throws Fault CallForwardInvalid, CallForwardToItself, NumberFormatInvalid, RpidFormatInvalid, RewriteUserInvalid,
 * CallingNameDisplayInvalid
 */
export function setNumberOptions(
  { store, clock }: Emulator,
  telephoneNumber: TelephoneNumber,
  settings: NumberSettings,
): TelephoneNumber {
  const number = telephoneNumber.id.slice(2)
  const { callForward, numberFormat, rpidFormat, rewriteUser, callingNameDisplay, attributes, smsEnabled } = settings
  if (callForward && !/^\d{10}$/.test(callForward)) throw new Fault('CallForwardInvalid', { value: callForward })
  if (callForward === number) throw new Fault('CallForwardToItself', { value: callForward, number })
  if (numberFormat && !formats.has(numberFormat))
    throw new Fault('NumberFormatInvalid', { value: numberFormat, number })
  if (rpidFormat && !formats.has(rpidFormat)) throw new Fault('RpidFormatInvalid', { value: rpidFormat, number })
  if (rewriteUser && rewriteUser.length > 25) throw new Fault('RewriteUserInvalid', { value: rewriteUser, number })
  if (callingNameDisplay && !['true', 'false'].includes(callingNameDisplay)) {
    throw new Fault('CallingNameDisplayInvalid', { value: callingNameDisplay })
  }
  const given = {
    ...{ callForward, callingNameDisplay },
    ...{ numberFormat: unlessFalse(numberFormat), rpidFormat: unlessFalse(rpidFormat) },
    ...{ rewriteUser: unlessFalse(rewriteUser), smsEnabled },
  }
  const options = Object.entries({ ...telephoneNumber.options, ...withoutAbsent(given) }).filter(
    ([, value]) => value !== '',
  )
  return store.telephoneNumbers.put({
    ...telephoneNumber,
    options: Object.fromEntries(options) as LineOptions,
    attributes: attributes ?? telephoneNumber.attributes,
    lastModifiedAt: clock.now(),
  })
}

/**
 * Moves numbers of the account to a location, from wherever they are: all, or none when one of them cannot go.
 *
 * @param numbers - in E.164
 * @throws Fault FullNumberRequired, TooManyTelephoneNumbers, FullNumberInvalid, FullNumberRepeated,
 * TelephoneNumberNotOnAccount, TelephoneNumberOutOfService, TelephoneNumberOnSipPeerAlready
 */
export function moveNumbers(emulator: Emulator, sipPeer: SipPeer, numbers: readonly string[]): void {
  const { store } = emulator
  if (numbers.length === 0) throw new Fault('FullNumberRequired')
  if (numbers.length > maxMoved) throw new Fault('TooManyTelephoneNumbers', { max: maxMoved })
  const invalid = numbers.find((number) => !/^\+1\d{10}$/.test(number))
  if (invalid !== undefined) throw new Fault('FullNumberInvalid', { number: invalid })
  const repeated = numbers.find((number, index) => numbers.indexOf(number) !== index)
  if (repeated) throw new Fault('FullNumberRepeated', { number: repeated.slice(2) })
  const rows = numbers.map((id) => {
    const number = id.slice(2)
    const row = store.telephoneNumbers.get(sipPeer.accountId, id)
    if (!row) throw new Fault('TelephoneNumberNotOnAccount', { number })
    if (row.status !== 'inService') throw new Fault('TelephoneNumberOutOfService', { number })
    if (row.sipPeerId === sipPeer.id)
      throw new Fault('TelephoneNumberOnSipPeerAlready', { number, sipPeerId: row.sipPeerId })
    return row
  })
  for (const row of rows) putOn(emulator, sipPeer, row)
}

/** Puts a number in service on a location, be it of another account. */
export function putOn({ store, clock }: Emulator, sipPeer: SipPeer, number: TelephoneNumber): void {
  const { accountId, siteId, id: sipPeerId } = sipPeer
  if (number.accountId !== accountId) store.telephoneNumbers.delete(number)
  store.telephoneNumbers.put({ ...number, accountId, siteId, sipPeerId, lastModifiedAt: clock.now() })
}

const unlessFalse = (word: string | undefined) => (word === 'false' ? '' : word)

const withoutAbsent = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
