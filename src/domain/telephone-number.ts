import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import type { SipPeer } from './sip-peer.ts'

/** A number in service: it belongs to one account, site and SipPeer. Its id is the number itself, in E.164. */
export interface TelephoneNumber extends Row {
  readonly siteId: string
  readonly sipPeerId: string
  readonly orderId?: string | undefined
  /** Epoch ms. */
  readonly inServiceSince: number
}

const tollFreeCodes = new Set(['800', '833', '844', '855', '866', '877', '888'])

/** Three digits that can be a North American area code. */
export const isAreaCode = (digits: string) => /^[2-9][0-8]\d$/.test(digits) && !/11$|^37|^96/.test(digits)

/** A dialable North American number in E.164: area code and exchange are of the form that the plan allows. */
export function isNorthAmerican(number: string): boolean {
  const [, areaCode = '', exchange = ''] = /^\+1(\d{3})(\d{3})\d{4}$/.exec(number) ?? []
  return isAreaCode(areaCode) && /^[2-9]/.test(exchange) && !exchange.endsWith('11')
}

export const isTollFree = (number: string) => number.startsWith('+1') && tollFreeCodes.has(number.slice(2, 5))

/** Puts a number into service on a location. */
export function putInService(
  { store, clock }: Emulator,
  { accountId, siteId, id: sipPeerId }: SipPeer,
  number: string,
  orderId?: string,
): TelephoneNumber {
  const inServiceSince = clock.now()
  return store.telephoneNumbers.put({ accountId, id: number, siteId, sipPeerId, orderId, inServiceSince })
}

/** The number in service, whichever account has it. */
export function findTelephoneNumber({ store }: Emulator, number: string): TelephoneNumber | undefined {
  return store.telephoneNumbers.by('number', number)[0]
}

/** The location of a number in service. */
export function sipPeerOf({ store }: Emulator, { accountId, sipPeerId }: TelephoneNumber): SipPeer | undefined {
  return store.sipPeers.get(accountId, sipPeerId)
}
