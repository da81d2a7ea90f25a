import { type HttpExchange, weightOf } from '../core/http-exchange.ts'
import { Records } from '../core/records.ts'
import { Table } from '../core/table.ts'
import type { Account } from './account.ts'
import type { Application } from './application.ts'
import type { Callback } from './callback.ts'
import type { Disconnect } from './disconnect.ts'
import type { HistoryEntry } from './history.ts'
import { MediaStorage } from './media-storage.ts'
import type { Message } from './message.ts'
import type { MessageQueue } from './message-queue.ts'
import type { MoveOrder } from './move-order.ts'
import type { Note } from './note.ts'
import type { Order } from './order.ts'
import type { Reservation } from './reservation.ts'
import type { Rule } from './rule.ts'
import type { ServiceOrder } from './service-order.ts'
import type { SipPeer } from './sip-peer.ts'
import type { Site } from './site.ts'
import type { Subscription } from './subscription.ts'
import type { TelephoneNumber } from './telephone-number.ts'
import type { TnOptionOrder } from './tn-option-order.ts'

/** However many requests and messages are kept, what is in them takes no more than this each. */
const maxRequestBytes = 256 * 1024 * 1024
const maxMessageBytes = 256 * 1024 * 1024

/** About how many bytes a message takes; the same whatever becomes of it, whichever of its ways it takes. */
function weightOfMessage({ text, media = [], tag = '', channelList }: Message): number {
  const content = channelList ? JSON.stringify(channelList).length : text.length + media.join('').length
  return 1_000 + tag.length + content
}

/** All that an emulator remembers: what is provisioned (tables), and what happened (records, which are bounded). */
export class Store {
  readonly accounts = new Table<Account, 'messagingUser'>({ messagingUser: (account) => account.messagingUserId })
  readonly applications = new Table<Application, 'id'>({ id: (application) => application.id })
  readonly sites = new Table<Site>()
  readonly sipPeers = new Table<SipPeer, 'site' | 'application' | 'voiceApplication'>({
    site: (sipPeer) => sipPeer.siteId,
    application: (sipPeer) => sipPeer.messagingApplicationId,
    voiceApplication: (sipPeer) => sipPeer.voice?.applicationId,
  })
  readonly telephoneNumbers = new Table<
    TelephoneNumber,
    'number' | 'sipPeer' | 'order' | 'inService' | 'aging' | 'exchange'
  >({
    number: (number) => number.id,
    exchange: (number) => number.id.slice(2, 8),
    sipPeer: (number) => (number.status === 'inService' ? number.sipPeerId : undefined),
    order: (number) => number.orderId,
    inService: (number) => (number.status === 'inService' ? number.accountId : undefined),
    aging: (number) => (number.status === 'aging' ? number.accountId : undefined),
  })
  readonly reservations = new Table<Reservation, 'number' | 'exchange'>({
    number: (reservation) => reservation.number,
    exchange: (reservation) => reservation.number.slice(2, 8),
  })
  readonly messageQueues = new Table<MessageQueue>()
  readonly moveOrders = new Table<MoveOrder>()
  readonly orders = new Table<Order, 'site' | 'backordered'>({
    site: (order) => order.siteId,
    backordered: (order) => (order.status === 'BACKORDERED' ? 'yes' : undefined),
  })
  readonly disconnects = new Table<Disconnect>()
  readonly tnOptionOrders = new Table<TnOptionOrder>()
  readonly rules = new Table<Rule>()
  readonly serviceOrders = new Table<ServiceOrder, 'kind'>({ kind: ({ accountId, kind }) => `${accountId} ${kind}` })
  readonly subscriptions = new Table<Subscription>()
  readonly notes = new Table<Note, 'order'>({ order: (note) => note.orderId })
  readonly history = new Table<HistoryEntry, 'order'>({ order: (entry) => entry.orderId })

  readonly requests: Records<HttpExchange>
  readonly messages: Records<Message>
  readonly callbacks: Records<Callback>
  readonly media: MediaStorage

  #seq = 0

  /**
   * @param maxRecords - how many of each kind of record are kept
   * @param maxMediaBytes - of all media together
   */
  constructor(maxRecords: number, maxMediaBytes: number) {
    this.requests = new Records(maxRecords, undefined, { maxBytes: maxRequestBytes, weightOf })
    this.messages = new Records(maxRecords, (message) => message.state === 'accepted', {
      maxBytes: maxMessageBytes,
      weightOf: weightOfMessage,
    })
    this.callbacks = new Records(maxRecords, (callback) => callback.state === 'pending')
    this.media = new MediaStorage(maxMediaBytes)
  }

  /** The newest `seq` given out: whatever comes from now on has a greater one. */
  get seq(): number {
    return this.#seq
  }

  nextSeq(): number {
    return ++this.#seq
  }

  /** Forgets all of an account, or everything. The cursor goes on, so that it stays good over a reset. */
  clear(accountId?: string): void {
    for (const table of Object.values(this)) if (table instanceof Table) table.clear(accountId)
    const gone = (record: { accountId: string | undefined }) =>
      accountId === undefined || record.accountId === accountId
    for (const records of [this.requests, this.messages, this.callbacks]) records.delete(gone)
    this.media.clear(accountId)
  }
}
