import type { Row } from '../core/table.ts'
import { type Attempt, type OrderNotification, sendCallback } from './callback.ts'
import { type CallbackCredentials, checkCallbackUrl } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'
import type { Note } from './note.ts'
import type { Store } from './store.ts'

/** Where a subscription sends its news. Nothing is sent by email. */
export type SubscriptionTarget =
  | { readonly via: 'email'; readonly email: string; readonly digest: 'NONE' | 'DAILY' }
  | {
      readonly via: 'callback'
      readonly url: string
      /** Epoch ms. */
      readonly expiresAt: number
      readonly credentials?: CallbackCredentials | undefined
      readonly publicKey?: string | undefined
      readonly numberFormat?: NumberFormat | undefined
      readonly user?: string | undefined
      /** What came of the last notification. */
      readonly lastAttempt?: Attempt | undefined
    }

/** How numbers are written in a notification: ten digits, or E.164. */
export type NumberFormat = 'LEGACY' | 'E164'

/** Who wants to be told of orders of one type, of one order, or of an event. */
export interface Subscription extends Row {
  readonly orderType?: string | undefined
  readonly eventType?: string | undefined
  readonly orderId?: string | undefined
  readonly target: SubscriptionTarget
}

export interface SubscriptionDraft {
  readonly orderType?: string | undefined
  readonly eventType?: string | undefined
  readonly orderId?: string | undefined
  readonly email?: { readonly address?: string | undefined; readonly digest?: string | undefined } | undefined
  readonly callback?: CallbackTargetDraft | undefined
}

export interface CallbackTargetDraft {
  readonly url?: string | undefined
  /** In seconds. */
  readonly expiry?: string | undefined
  readonly credentials?: { readonly username?: string | undefined; readonly password?: string | undefined } | undefined
  readonly publicKey?: string | undefined
  readonly numberFormat?: string | undefined
  readonly user?: string | undefined
  readonly digest?: string | undefined
}

/** What happened to an order of some kind: it came to a status, or got a note. */
export interface OrderNews {
  readonly accountId: string
  /** Of the request that it comes of. */
  readonly trace: string
  /** As a subscription names it: `orders`, `disconnects`, `tnoptions`, ... */
  readonly orderType: string
  readonly orderId: string
  readonly customerOrderId?: string | undefined
  readonly status: string
  readonly message?: string | undefined
  /** What went wrong, which is told instead of a message. */
  readonly fault?: FaultName | undefined
  /** The numbers that it got, or when it failed, that it asked for; in E.164. */
  readonly telephoneNumbers: readonly string[]
  /** The text of a note that was added, when it is about that. */
  readonly note?: string | undefined
}

/** When a subscription ends that does not say: after a day. */
const defaultExpiry = '86400'

/** The types of orders, each with the statuses that are told. A status not listed is told to nobody. */
const notifiedStates: Readonly<Record<string, readonly string[]>> = {
  portins: [
    ...['PENDING_DOCUMENTS', 'SUBMITTED', 'FOC', 'REQUESTED_SUPP', 'COMPLETE', 'CANCELLED', 'EXCEPTION'],
    'REQUESTED_CANCEL',
  ],
  portouts: ['COMPLETE'],
  orders: ['COMPLETE', 'PARTIAL', 'BACKORDERED', 'FAILED'],
  disconnects: ['COMPLETE', 'PARTIAL', 'FAILED'],
  dldas: ['RECEIVED', 'PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  lsrorders: ['PENDING', 'FOC', 'EXCEPTION', 'COMPLETE', 'CANCELLED', 'PARTIAL', 'FAILED'],
  e911s: ['RECEIVED', 'PROCESSING', 'COMPLETE', 'ADJUSTED_COMPLETE', 'PARTIAL', 'ADJUSTED_PARTIAL', 'FAILED'],
  tnoptions: ['RECEIVED', 'PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  externalTns: ['COMPLETE', 'PARTIAL', 'FAILED'],
  lidbs: ['PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  lidb: ['PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  bulkPortins: ['DRAFT', 'IN_PROGRESS', 'NEEDS_ATTENTION', 'PARTIAL', 'COMPLETED', 'CANCELLED'],
  importtnorders: ['COMPLETE', 'PARTIAL', 'FAILED', 'EXCEPTION'],
  importVoiceTnOrders: ['COMPLETE', 'PARTIAL', 'FAILED', 'EXCEPTION'],
  importToAccounts: ['COMPLETE', 'PARTIAL', 'FAILED'],
  removeImportedTnOrders: ['PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  removeImportedVoiceTnOrders: ['PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED'],
  csrs: ['COMPLETE', 'FAILED', 'ACTION_REQUIRED'],
  emergencyEndpointGroup: ['COMPLETE', 'FAILED'],
  emergencyNotificationGroup: ['COMPLETE', 'FAILED'],
  tollFreePortingValidations: ['COMPLETE', 'FAILED'],
}

/** The same by what it is called whatever its case; the one order type that has two names counts as one. */
const orderTypes = new Map(Object.keys(notifiedStates).map((name) => [name.toLowerCase(), name]))
const sameType = (a: string | undefined, b: string) => a?.replace(/^lidbs$/, 'lidb') === b.replace(/^lidbs$/, 'lidb')

/** Nothing happens any more to an order that came to one of these. */
const finalStates = new Set(['COMPLETE', 'COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED'])

/** The types of orders whose notifications list numbers, once they are final. */
const numberedTypes = new Set(['portins', 'portouts', 'orders', 'disconnects'])

/** The order with an id, for the types of orders that the emulator has. */
const findOrder: Readonly<Record<string, (store: Store, accountId: string, orderId: string) => Row | undefined>> = {
  orders: ({ orders }, ...key) => orders.get(...key),
  disconnects: ({ disconnects }, ...key) => disconnects.get(...key),
  tnoptions: ({ tnOptionOrders }, ...key) => tnOptionOrders.get(...key),
  ...Object.fromEntries(
    [
      'importtnorders',
      'removeImportedTnOrders',
      'lidbs',
      'lidb',
      'dldas',
      'csrs',
      'lsrorders',
      'portins',
      'portouts',
    ].map((type) => [type, ({ serviceOrders }: Store, ...key: [string, string]) => serviceOrders.get(...key)]),
  ),
}

/** @throws Fault SubscriptionNotFound */
export function getSubscription({ store }: Emulator, accountId: string, subscriptionId: string): Subscription {
  const subscription = store.subscriptions.get(accountId, subscriptionId)
  if (!subscription) throw new Fault('SubscriptionNotFound', { subscriptionId, accountId })
  return subscription
}

/** The subscriptions of an account; of one type of orders, or for one order, if asked so. */
export function subscriptionsOf(
  { store }: Emulator,
  accountId: string,
  { orderType, orderId }: { readonly orderType?: string | undefined; readonly orderId?: string | undefined } = {},
): Subscription[] {
  const type = orderType && (orderTypes.get(orderType.toLowerCase()) ?? orderType)
  return store.subscriptions
    .all(accountId)
    .filter((subscription) => type === undefined || sameType(subscription.orderType, type))
    .filter((subscription) => orderId === undefined || subscription.orderId === orderId)
}

/** @throws Fault where the draft breaks one of the vendor's rules; SubscriptionExists for the same news to the same place */
export function createSubscription(emulator: Emulator, accountId: string, draft: SubscriptionDraft): Subscription {
  const target = targetIn(emulator, draft)
  if (!target) throw new Fault('SubscriptionInvalid')
  return save(emulator, accountId, emulator.ids.uuid(), draft, target)
}

/** Replaces all of a subscription; without a target it keeps the one it has. @throws Fault as {@link createSubscription} */
export function replaceSubscription(
  emulator: Emulator,
  { accountId, id, target }: Subscription,
  draft: SubscriptionDraft,
): Subscription {
  return save(emulator, accountId, id, draft, targetIn(emulator, draft) ?? target)
}

export function deleteSubscription({ store }: Emulator, subscription: Subscription): void {
  store.subscriptions.delete(subscription)
}

/** The end of a subscription's time, unless it was renewed. */
export function expireSubscription({ store, clock }: Emulator, accountId: string, subscriptionId: string): void {
  const subscription = store.subscriptions.get(accountId, subscriptionId)
  const { target } = subscription ?? {}
  if (subscription && target?.via === 'callback' && target.expiresAt <= clock.now())
    store.subscriptions.delete(subscription)
}

/** Tells those who subscribed. To be called at every status that an order comes to: which are told is decided here. */
export function notifyOrder(emulator: Emulator, news: OrderNews): void {
  const { trace, ...told } = news
  const { accountId, orderType, orderId, status, note } = told
  const { store } = emulator
  const isFinal = finalStates.has(status)
  const type = orderTypes.get(orderType.toLowerCase())
  if (type === undefined || (note === undefined && !notifiedStates[type]?.includes(status))) return
  const subscribed = subscriptionsOf(emulator, accountId, { orderType: type }).filter(
    (subscription) => subscription.orderId === undefined || subscription.orderId === orderId,
  )
  for (const { target, orderType = type, id } of subscribed) {
    if (target.via === 'email') continue
    const { url, credentials, numberFormat = 'LEGACY' } = target
    const telephoneNumbers = isFinal && numberedTypes.has(type) ? news.telephoneNumbers : []
    const event: OrderNotification = { ...told, type: 'order-notification', orderType, telephoneNumbers, numberFormat }
    sendCallback(emulator, { kind: 'notification', accountId, trace, event, subscriptionId: id, url, credentials })
  }
  if (!isFinal || note !== undefined) return
  for (const subscription of subscribed) if (subscription.orderId) store.subscriptions.delete(subscription)
}

/** Tells of a note that was added to an order of any kind. */
export function notifyNote(
  emulator: Emulator,
  orderType: string,
  {
    accountId,
    id,
    status = '',
    customerOrderId,
  }: Row & { readonly status?: string; readonly customerOrderId?: string },
  { description }: Note,
  trace: string,
): void {
  const news = { accountId, trace, orderType, orderId: id, customerOrderId, status, telephoneNumbers: [] }
  notifyOrder(emulator, { ...news, note: description })
}

function save(
  emulator: Emulator,
  accountId: string,
  id: string,
  draft: SubscriptionDraft,
  target: SubscriptionTarget,
): Subscription {
  const { store, agenda, clock } = emulator
  const subscription = { accountId, id, ...subject(emulator, accountId, draft), target }
  const key = keyOf(subscription)
  if (store.subscriptions.all(accountId).some((other) => other.id !== id && keyOf(other) === key))
    throw new Fault('SubscriptionExists')
  if (target.via === 'callback') {
    const job = { kind: 'subscription.expire', accountId, subscriptionId: id } as const
    agenda.add(target.expiresAt - clock.now(), job)
  }
  return store.subscriptions.put(subscription)
}

/** What two subscriptions must not have in common. */
function keyOf({ orderType, eventType, orderId, target }: Omit<Subscription, keyof Row>): string {
  const to = target.via === 'email' ? target.email : target.url
  return [orderType?.replace(/^lidbs$/, 'lidb'), eventType, orderId, target.via, to].join(' ')
}

function subject(
  { store }: Emulator,
  accountId: string,
  { orderType, eventType, orderId }: SubscriptionDraft,
): Pick<Subscription, 'orderType' | 'eventType' | 'orderId'> {
  if (orderType) {
    const type = orderTypes.get(orderType.toLowerCase())
    if (!type) throw new Fault('OrderTypeUnknown')
    const find = findOrder[type]
    if (orderId && find && !find(store, accountId, orderId))
      throw new Fault('SubscribedOrderNotFound', { orderId, orderType: type })
    return { orderType: type, orderId: orderId || undefined }
  }
  if (!eventType) throw new Fault('OrderOrEventTypeRequired')
  if (eventType.toUpperCase() !== 'MESSAGING_LOST') throw new Fault('EventTypeUnknown')
  return { eventType: 'MESSAGING_LOST' }
}

function targetIn(emulator: Emulator, { email, callback }: SubscriptionDraft): SubscriptionTarget | undefined {
  if (email && callback) throw new Fault('SubscriptionInvalid')
  if (callback) return callbackTarget(emulator, callback)
  if (!email) return undefined
  const { address, digest = 'NONE' } = email
  if (!address) throw new Fault('EmailRequired')
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new Fault('EmailInvalid', { email: address })
  return { via: 'email', email: address, digest: digestNamed(digest) }
}

function callbackTarget({ clock }: Emulator, draft: CallbackTargetDraft): SubscriptionTarget {
  const { url, expiry, credentials, publicKey, numberFormat, user, digest = 'NONE' } = draft
  if (digestNamed(digest) === 'DAILY') throw new Fault('DigestNotForCallbacks')
  if (!url) throw new Fault('SubscriptionUrlRequired')
  try {
    checkCallbackUrl(url)
  } catch {
    throw new Fault('SubscriptionUrlInvalid')
  }
  const seconds = expiry || defaultExpiry
  if (!/^\d{1,11}$/.test(seconds) || Number(seconds) === 0) throw new Fault('SubscriptionInvalid')
  if (publicKey && !/^[A-Za-z0-9+/\s]+={0,2}$/.test(publicKey)) throw new Fault('PublicKeyUnreadable')
  return {
    ...{ via: 'callback', url, expiresAt: clock.now() + Number(seconds) * 1_000 },
    ...{ credentials: credentials && checkedCredentials(credentials), publicKey, user: user || undefined },
    numberFormat: numberFormat ? formatNamed(numberFormat) : undefined,
  }
}

function checkedCredentials({
  username = '',
  password = '',
}: NonNullable<CallbackTargetDraft['credentials']>): CallbackCredentials {
  if (username.trim() === '' || password.trim() === '') throw new Fault('BasicAuthenticationIncomplete')
  if (username.length > 100) throw new Fault('SubscriptionInvalid')
  return { userId: username, password }
}

function digestNamed(word: string): 'NONE' | 'DAILY' {
  const digest = word.toUpperCase()
  if (digest !== 'NONE' && digest !== 'DAILY') throw new Fault('DigestUnknown')
  return digest
}

function formatNamed(word: string): NumberFormat {
  const format = word.toUpperCase()
  if (format !== 'LEGACY' && format !== 'E164') throw new Fault('SubscriptionInvalid')
  return format
}
