import type { Row } from '../core/table.ts'
import type { User } from './account.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { remember } from './history.ts'
import { checkCustomerOrderId, type OrderFault } from './order.ts'
import { granted, type OrderSteering, steeringOf } from './order-rule.ts'
import { notifyOrder } from './subscription.ts'
import { type LineOptions, sipPeerOf, type TelephoneNumber } from './telephone-number.ts'

/** What a group of numbers is to get, in the vendor's words; what is absent or `unchanged` stays as it is. */
export interface TnOptions {
  readonly numberFormat?: string | undefined
  readonly rpidFormat?: string | undefined
  readonly rewriteUser?: string | undefined
  readonly callForward?: string | undefined
  readonly callingNameDisplay?: string | undefined
  readonly portOutPasscode?: string | undefined
  readonly protected?: string | undefined
  readonly sms?: string | undefined
  readonly finalDestinationUri?: string | undefined
  /** Kept and given back; it changes nothing. */
  readonly a2p?:
    | {
        readonly messageClass?: string | undefined
        readonly campaignId?: string | undefined
        readonly action?: string | undefined
      }
    | undefined
}

export interface TnOptionGroup {
  readonly options: TnOptions
  /** In E.164. */
  readonly numbers: readonly string[]
}

export interface TnOptionOrderDraft {
  readonly customerOrderId?: string | undefined
  readonly groups: readonly TnOptionGroup[]
}

export type TnOptionOrderStatus = 'RECEIVED' | 'PROCESSING' | 'COMPLETE' | 'PARTIAL' | 'FAILED'

/** An order that sets options of numbers in service. */
export interface TnOptionOrder extends TnOptionOrderDraft, Row {
  /** Of the request that placed it: on all that comes of it. */
  readonly trace: string
  readonly createdBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly status: TnOptionOrderStatus
  readonly faults: readonly OrderFault[]
  /** Numbers whose SMS was on already. */
  readonly alreadyOn: readonly string[]
  readonly steering?: OrderSteering | undefined
}

/** @throws Fault TnOptionOrderNotFound */
export function getTnOptionOrder({ store }: Emulator, accountId: string, orderId: string): TnOptionOrder {
  const order = store.tnOptionOrders.get(accountId, orderId)
  if (!order) throw new Fault('TnOptionOrderNotFound', { orderId })
  return order
}

export const numbersOf = ({ groups }: TnOptionOrder) => groups.flatMap(({ numbers }) => numbers)

/**
 * Takes an order for options; two jobs bring it over PROCESSING to its end.
 *
 * @throws Fault where the vendor refuses it at once; what is wrong with single numbers shows in the outcome
 */
export function placeTnOptionOrder(
  emulator: Emulator,
  accountId: string,
  draft: TnOptionOrderDraft,
  createdBy: User['username'],
  trace: string,
): TnOptionOrder {
  const { clock, ids } = emulator
  checkCustomerOrderId(draft.customerOrderId)
  const numbers = draft.groups.flatMap((group) => group.numbers)
  if (numbers.length === 0) throw new Fault('TelephoneNumbersMissing')
  if (new Set(numbers).size < numbers.length) throw new Fault('TelephoneNumberTwice')
  for (const group of draft.groups) check(emulator, accountId, group)
  const now = clock.now()
  const { customerOrderId } = draft
  const order: TnOptionOrder = {
    ...draft,
    ...{ accountId, trace, id: ids.uuid(), createdBy, createdAt: now, lastModifiedAt: now },
    ...{ status: 'RECEIVED', faults: [], alreadyOn: [] },
    steering: steeringOf(emulator, { accountId, kind: 'tnOption', customerOrderId }),
  }
  enter(emulator, order)
  return order
}

/** Brings an order one step on: to PROCESSING, and from there to its end. The job behind every one. */
export function advanceTnOptionOrder(emulator: Emulator, accountId: string, orderId: string): void {
  const order = emulator.store.tnOptionOrders.get(accountId, orderId)
  if (order?.status === 'RECEIVED') enter(emulator, { ...order, status: 'PROCESSING' })
  else if (order?.status === 'PROCESSING') conclude(emulator, order)
}

function conclude(emulator: Emulator, order: TnOptionOrder): void {
  const { store, clock } = emulator
  const wanted = order.groups.flatMap(({ options, numbers }) => numbers.map((number) => ({ options, number })))
  const allowed = granted(wanted, order.steering, ({ number }) => number)
  const alreadyOn: string[] = []
  const done = new Set<string>()
  for (const { options, number } of allowed) {
    const row = store.telephoneNumbers.get(order.accountId, number)
    if (row?.status !== 'inService') continue
    if (/^on$/i.test(options.sms ?? '') && hasSms(emulator, row)) alreadyOn.push(number)
    store.telephoneNumbers.put({ ...applied(row, options), lastModifiedAt: clock.now() })
    done.add(number)
  }
  const failed = wanted.filter(({ number }) => !done.has(number))
  const faults = failed.map(({ number }) => ({ fault: 'OptionTelephoneNumberUnavailable' as const, number }))
  const status = failed.length === 0 ? 'COMPLETE' : done.size > 0 ? 'PARTIAL' : 'FAILED'
  enter(emulator, { ...order, status, faults, alreadyOn })
}

const notes: Readonly<Record<TnOptionOrderStatus, string>> = {
  RECEIVED: 'Order has been received by the system.',
  PROCESSING: 'Order processing has started.',
  COMPLETE: 'Order is complete.',
  PARTIAL: 'Order is partially complete.',
  FAILED: 'Order has failed.',
}

/** Stores an order with a new status, tells of it, and leaves to a job what comes next. */
function enter(emulator: Emulator, order: TnOptionOrder): void {
  const { store, clock, agenda, settings } = emulator
  const { accountId, trace, id: orderId, customerOrderId, status, createdBy, steering } = order
  store.tnOptionOrders.put({ ...order, lastModifiedAt: clock.now() })
  remember(emulator, order, { note: notes[status], status: status.toLowerCase(), author: createdBy })
  const telephoneNumbers = numbersOf(order)
  notifyOrder(emulator, {
    ...{ accountId, trace, orderType: 'tnoptions', orderId, customerOrderId, status },
    ...{ message: notes[status], telephoneNumbers },
  })
  if (status !== 'RECEIVED' && status !== 'PROCESSING') return
  const delayMs = (status === 'PROCESSING' && steering?.delayMs) || settings.timings.orderMs
  agenda.add(delayMs, { kind: 'tnOptionOrder.advance', accountId, orderId })
}

/** Whether messages can be sent from the number, as far as its options and its location go. */
function hasSms(emulator: Emulator, number: TelephoneNumber): boolean {
  return number.options?.smsEnabled !== false && sipPeerOf(emulator, number)?.sms !== undefined
}

const isWord = (value: string | undefined, word: string) => value?.toLowerCase() === word.toLowerCase()

/** The number with these options; `systemDefault` takes one back. */
function applied(number: TelephoneNumber, options: TnOptions): TelephoneNumber {
  const { protected: protection, sms, a2p, ...lines } = options
  const changes: Record<string, string | boolean | undefined> = {}
  for (const [name, value] of Object.entries(lines)) {
    if (value === undefined || isWord(value, 'unchanged')) continue
    changes[name] = isWord(value, 'systemDefault') ? undefined : value
  }
  if (isWord(sms, 'on') || isWord(sms, 'off')) changes.smsEnabled = isWord(sms, 'on')
  if (isWord(sms, 'systemDefault')) changes.smsEnabled = undefined
  const others = (number.attributes ?? []).filter((attribute) => attribute !== 'Protected')
  return {
    ...number,
    options: { ...number.options, ...(changes as LineOptions) },
    ...(isWord(protection, 'true') && { attributes: [...others, 'Protected'] }),
    ...((isWord(protection, 'false') || isWord(protection, 'systemDefault')) && { attributes: others }),
  }
}

const formats = ['10digit', '11digit', 'e164']
const stays = ['unchanged', 'systemDefault']
const oneOf = (value: string, words: readonly string[]) => words.some((word) => isWord(value, word))

function check(emulator: Emulator, accountId: string, { options, numbers }: TnOptionGroup): void {
  const { numberFormat, rpidFormat, rewriteUser, callForward, callingNameDisplay, portOutPasscode, sms } = options
  const invalid = numbers.find((number) => !/^\+1\d{10}$/.test(number))
  if (invalid) throw new Fault('TelephoneNumberInvalid', { number: invalid })
  if (numberFormat !== undefined && !oneOf(numberFormat, [...formats, ...stays]))
    throw new Fault('OptionNumberFormatInvalid', { value: numberFormat })
  if (rpidFormat !== undefined && !oneOf(rpidFormat, [...formats, ...stays]))
    throw new Fault('OptionRpidFormatInvalid', { value: rpidFormat })
  if (rewriteUser !== undefined && rewriteUser.length > 25)
    throw new Fault('OptionRewriteUserInvalid', { value: rewriteUser })
  if (callForward !== undefined && !/^\d{10}$/.test(callForward) && !oneOf(callForward, stays))
    throw new Fault('OptionCallForwardInvalid', { value: callForward })
  const itself = numbers.find((number) => number.slice(2) === callForward)
  if (itself) throw new Fault('OptionCallForwardToItself', { value: callForward })
  if (callingNameDisplay !== undefined && !oneOf(callingNameDisplay, ['on', 'off', ...stays]))
    throw new Fault('OptionCallingNameDisplayInvalid', { value: callingNameDisplay })
  if (portOutPasscode !== undefined && !/^[a-z0-9]{4,10}$/i.test(portOutPasscode) && !oneOf(portOutPasscode, stays))
    throw new Fault('OptionPortOutPasscodeInvalid')
  if (options.protected !== undefined && !oneOf(options.protected, ['true', 'false', ...stays]))
    throw new Fault('OptionProtectedInvalid', { value: options.protected })
  if (sms !== undefined && !oneOf(sms, ['on', 'off', ...stays])) throw new Fault('SmsOptionInvalid', { value: sms })
  if ((options.finalDestinationUri ?? '').length > 60) throw new Fault('FinalDestinationUriTooLong')
  if (Object.values(options).every((value) => value === undefined))
    throw new Fault('TnOptionMissing', { numbers: numbers.map((number) => number.slice(2)).join(', ') })
  if (isWord(sms, 'on')) checkSmsFeature(emulator, accountId, numbers)
}

function checkSmsFeature(emulator: Emulator, accountId: string, numbers: readonly string[]): void {
  for (const number of numbers) {
    const row = emulator.store.telephoneNumbers.get(accountId, number)
    if (row?.status === 'inService' && !sipPeerOf(emulator, row)?.sms) throw new Fault('OptionNeedsSms')
  }
}
