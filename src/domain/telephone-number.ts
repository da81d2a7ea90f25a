import { textOf } from '../core/shape.ts'
import type { Row } from '../core/table.ts'
import { retryBackorders } from './backorder.ts'
import type { Emulator } from './emulator.ts'
import type { SipPeer } from './sip-peer.ts'

/** What a customer can set on a number by itself; what is absent is as the location has it. */
export interface LineOptions {
  readonly callForward?: string | undefined
  readonly callingNameDisplay?: string | undefined
  readonly numberFormat?: string | undefined
  readonly rpidFormat?: string | undefined
  readonly rewriteUser?: string | undefined
  readonly finalDestinationUri?: string | undefined
  readonly portOutPasscode?: string | undefined
  /** Messages on this number: as the location says, unless switched off here. */
  readonly smsEnabled?: boolean | undefined
}

/**
 * A number that an account has: in service on one SipPeer of one site, or aging after it was disconnected. Its id is the
 * number itself, in E.164. A number that nobody has is no row: it is computed (see inventory.ts).
 */
export interface TelephoneNumber extends Row {
  readonly status: 'inService' | 'aging'
  readonly siteId: string
  readonly sipPeerId: string
  /** The order that brought it; numbers of a seed have none. */
  readonly orderId?: string | undefined
  readonly options?: LineOptions | undefined
  /** Such as `Protected`. */
  readonly attributes?: readonly string[] | undefined
  /** Epoch ms, as all times. */
  readonly inServiceSince: number
  readonly lastModifiedAt: number
}

const tollFreeCodes = new Set(['800', '833', '844', '855', '866', '877', '888'])

/** Three digits that can be a North American area code. */
export const isAreaCode = (digits: string) => /^[2-9][0-8]\d$/.test(digits) && !/11$|^37|^96/.test(digits)

/** A dialable North American number in E.164: area code and exchange are of the form that the plan allows. */
export function isNorthAmerican(number: string): boolean {
  const [, areaCode = '', exchange = ''] = /^\+1(\d{3})(\d{3})\d{4}$/.exec(number) ?? []
  return isAreaCode(areaCode) && /^[2-9]/.test(exchange) && !exchange.endsWith('11')
}

/** A North American number in E.164, whether it came with `+1`, with 1 or with its ten digits alone; any other as it is. */
export function e164(number: string): string {
  const written = number.trim()
  // Most are written so: it is asked of every number of every message.
  return written.startsWith('+') ? written : written.replace(/^1?(\d{10})$/, '+1$1')
}

/** What could be a number: a short code, or 5 to 15 digits with or without `+`. Whether it can be routed shows later. */
export const isAddress = (value: unknown): boolean => typeof value === 'string' && /^\+?\d{5,15}$/.test(value.trim())

/** An alphanumeric sender, since 2022 or so: up to 11 characters, a letter among them. A number begins with `+`. */
export const isSenderId = (value: unknown): boolean =>
  typeof value === 'string' && /^(?=.*[a-z])[a-z0-9 \-_&][a-z0-9 \-+_&]{0,10}$/i.test(value.trim())

/** Who a message can be to. */
export const recipientShape = textOf(isAddress, 'a telephone number, such as "+19195551212", or a short code')

/** Who a message can be from. */
export const senderShape = textOf(
  (value) => isAddress(value) || isSenderId(value),
  'a telephone number, such as "+19195551212", a short code or a sender id',
)

/** As it is written in seeds and rules; whether it can be dialed is not asked. */
export const telephoneNumberShape = textOf(/^\+1\d{10}$/, 'a North American number in E.164, such as "+19195551212"')

export const isTollFree = (number: string) => number.startsWith('+1') && tollFreeCodes.has(number.slice(2, 5))

/** How long a disconnected number ages before it is for sale again: about 30 days. */
const agingMs = 30 * 86_400_000

/** Puts a number into service on a location. */
export function putInService(
  { store, clock }: Emulator,
  { accountId, siteId, id: sipPeerId }: SipPeer,
  number: string,
  orderId?: string,
  attributes?: readonly string[],
): TelephoneNumber {
  const now = clock.now()
  return store.telephoneNumbers.put({
    ...{ accountId, id: number, status: 'inService', siteId, sipPeerId, orderId, attributes },
    ...{ inServiceSince: now, lastModifiedAt: now },
  })
}

/** Takes a number out of service: it ages, or with `purge` is for sale again at once. */
export function takeOutOfService(emulator: Emulator, number: TelephoneNumber, purge: boolean): void {
  const { store, clock, agenda } = emulator
  if (purge) {
    store.telephoneNumbers.delete(number)
    retryBackorders(emulator)
    return
  }
  const { accountId, id } = number
  store.telephoneNumbers.put({ ...number, status: 'aging', lastModifiedAt: clock.now() })
  agenda.add(agingMs, { kind: 'telephoneNumber.release', accountId, number: id })
}

/** The end of aging: nobody has the number any more. */
export function releaseTelephoneNumber(emulator: Emulator, accountId: string, number: string): void {
  const { store, clock } = emulator
  const row = store.telephoneNumbers.get(accountId, number)
  // Its former owner may have ordered it again, and even disconnected it again.
  if (row?.status !== 'aging' || row.lastModifiedAt + agingMs > clock.now()) return
  store.telephoneNumbers.delete(row)
  retryBackorders(emulator)
}

/** The number in service, whichever account has it. */
export function findTelephoneNumber({ store }: Emulator, number: string): TelephoneNumber | undefined {
  return store.telephoneNumbers.by('number', number).find(({ status }) => status === 'inService')
}

/** The numbers of an account that are in service, in order of their coming. */
export function inServiceNumbers({ store }: Emulator, accountId: string): TelephoneNumber[] {
  return store.telephoneNumbers.by('inService', accountId)
}

/** The numbers of an account that were disconnected and age. */
export function agingNumbers({ store }: Emulator, accountId: string): TelephoneNumber[] {
  return store.telephoneNumbers.by('aging', accountId)
}

/** The location of a number in service. */
export function sipPeerOf({ store }: Emulator, { accountId, sipPeerId }: TelephoneNumber): SipPeer | undefined {
  return store.sipPeers.get(accountId, sipPeerId)
}
