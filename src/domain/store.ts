import { Changes } from '../core/changes.ts'
import { type HttpExchange, weightOf } from '../core/http-exchange.ts'
import { type Recorded, Records, type RecordsContents } from '../core/records.ts'
import { type Row, Table } from '../core/table.ts'
import type { Account } from './account.ts'
import type { Application } from './application.ts'
import type { Callback, HeldCallback } from './callback.ts'
import type { Disconnect } from './disconnect.ts'
import type { Handset } from './handset.ts'
import type { HistoryEntry } from './history.ts'
import { type MediaContents, MediaStorage } from './media-storage.ts'
import type { Message } from './message.ts'
import type { MessageQueue } from './message-queue.ts'
import type { MoveOrder } from './move-order.ts'
import type { Note } from './note.ts'
import type { Order } from './order.ts'
import {
  contentOfDisconnect,
  contentOfMove,
  contentOfOrder,
  contentOfServiceOrder,
  contentOfTnOptionOrder,
  type OrderContent,
  type PlacedOrder,
  type RecordedOrder,
  recordedOrder,
} from './recorded-order.ts'
import type { Reservation } from './reservation.ts'
import { type Rule, subjectKey } from './rule.ts'
import type { Sandbox } from './sandbox.ts'
import { scopes as allScopes, type Scope, scopeOfTable } from './scope.ts'
import type { ServiceOrder } from './service-order.ts'
import type { SipPeer } from './sip-peer.ts'
import type { Site } from './site.ts'
import type { Subscription } from './subscription.ts'
import type { TelephoneNumber } from './telephone-number.ts'
import type { TnOptionOrder } from './tn-option-order.ts'

/** Something is still to happen to it. */
const isOpen = ({ state }: Callback) => state === 'pending' || state === 'held'

/**
 * However many requests and messages are kept, what is in them takes no more than so many bytes each: 256 MB, and 4 KB for
 * each that is kept beyond the 10,000 of the default.
 */
const maxBytesOf = (maxRecords: number): number => 256 * 1024 * 1024 + Math.max(0, maxRecords - 10_000) * 4_096

/** Callbacks are worded when they are looked at; what was edited by hand is kept, and no more than this of it. */
const maxEditedBytes = 64 * 1024 * 1024
const weightOfEdited = ({ edited }: Callback): number => edited?.body?.length ?? 0

/** About how many bytes a message takes; the same whatever becomes of it, whichever of its ways it takes. */
function weightOfMessage({ to, text, media = [], tag = '', channelList }: Message): number {
  const content = channelList ? JSON.stringify(channelList).length : text.length + media.join('').length
  return 2_000 + 400 * to.length + tag.length + content
}

/** All that a store holds, by the names of its tables and records. */
export interface StoreContents {
  readonly seq: number
  readonly tables: Readonly<Record<string, readonly Row[]>>
  readonly records: Readonly<Record<string, RecordsContents<Recorded>>>
  readonly media: MediaContents
}

const noRecords: RecordsContents<Recorded> = { listed: [], unlisted: [], dropped: 0, droppedUpTo: 0 }

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
  readonly handsets = new Table<Handset>()
  readonly tnOptionOrders = new Table<TnOptionOrder>()
  readonly rules = new Table<Rule, 'subject'>({ subject: ({ on, accountId }) => subjectKey(on, accountId) })
  readonly heldCallbacks = new Table<HeldCallback, 'held' | 'after' | 'batch'>({
    held: () => 'held',
    after: ({ after }) => after,
    batch: ({ batch }) => batch,
  })
  readonly sandboxes = new Table<Sandbox>()
  readonly serviceOrders = new Table<ServiceOrder, 'kind'>({ kind: ({ accountId, kind }) => `${accountId} ${kind}` })
  readonly subscriptions = new Table<Subscription>()
  readonly notes = new Table<Note, 'order'>({ order: (note) => note.orderId })
  readonly history = new Table<HistoryEntry, 'order'>({ order: (entry) => entry.orderId })

  /** Of all records together: what has been told to whoever follows them. */
  readonly changes = new Changes()
  readonly requests: Records<HttpExchange>
  readonly messages: Records<Message>
  readonly callbacks: Records<Callback>
  /** Orders of every kind, as they are now. */
  readonly recordedOrders: Records<RecordedOrder>
  readonly media: MediaStorage

  #seq = 0

  /**
   * @param maxRecords - how many of each kind of record are kept
   * @param maxMediaBytes - of all media together
   */
  constructor(maxRecords: number, maxMediaBytes: number) {
    const maxBytes = maxBytesOf(maxRecords)
    this.requests = new Records(maxRecords, undefined, { maxBytes, weightOf }, this.changes)
    const weighed = { maxBytes, weightOf: weightOfMessage }
    this.messages = new Records(maxRecords, (message) => message.state === 'accepted', weighed, this.changes)
    this.callbacks = new Records(
      maxRecords,
      isOpen,
      { maxBytes: maxEditedBytes, weightOf: weightOfEdited },
      this.changes,
    )
    this.recordedOrders = new Records(maxRecords, undefined, undefined, this.changes)
    this.#record(this.orders, contentOfOrder)
    this.#record(this.disconnects, contentOfDisconnect)
    this.#record(this.tnOptionOrders, contentOfTnOptionOrder)
    this.#record(this.moveOrders, contentOfMove)
    this.#record(this.serviceOrders, contentOfServiceOrder)
    this.media = new MediaStorage(maxMediaBytes)
  }

  /** The newest `seq` given out: whatever comes from now on has a greater one. */
  get seq(): number {
    return this.#seq
  }

  nextSeq(): number {
    return ++this.#seq
  }

  /** Keeps a record of every order of a table; one that the bound has dropped is back when the order changes. */
  #record<R extends PlacedOrder, Name extends string>(
    table: Table<R, Name>,
    contentOf: (order: R) => OrderContent,
  ): void {
    table.onPut((order) => {
      const { seq } = this.recordedOrders.get(order.id) ?? {}
      const record = recordedOrder(order, contentOf(order), seq ?? this.nextSeq())
      if (seq === undefined) this.recordedOrders.add(record)
      else this.recordedOrders.replace(record)
    })
  }

  /** Forgets all of an account, or everything: what is in the scopes. The cursor goes on, so that it stays good over a reset. */
  clear(accountId?: string, scopes: readonly Scope[] = allScopes): void {
    for (const [name, table] of this.#tables()) if (scopes.includes(scopeOfTable(name))) table.clear(accountId)
    if (scopes.includes('media')) this.media.clear(accountId)
    if (!scopes.includes('records')) return
    const gone = (record: Recorded) => accountId === undefined || record.accountId === accountId
    for (const [, records] of this.#allRecords()) records.forget(gone)
    this.changes.clear(accountId)
  }

  /** All that is kept, as references. */
  contents(): StoreContents {
    return {
      seq: this.#seq,
      tables: Object.fromEntries(this.#tables().map(([name, table]) => [name, [...table.values()]])),
      records: Object.fromEntries(this.#allRecords().map(([name, records]) => [name, records.contents()])),
      media: this.media.contents(),
    }
  }

  /** Puts all that was kept in the place of what there is. The cursor does not go back. */
  restore({ seq, tables, records, media }: StoreContents): void {
    this.#seq = Math.max(this.#seq, seq)
    for (const [name, table] of this.#tables()) table.restore(tables[name] ?? [])
    for (const [name, ofKind] of this.#allRecords()) ofKind.restore(records[name] ?? noRecords)
    this.media.restore(media)
    this.changes.clear()
  }

  #tables(): [string, Table<Row>][] {
    return Object.entries(this).filter(([, value]) => value instanceof Table)
  }

  #allRecords(): [string, Records<Recorded>][] {
    return Object.entries(this).filter(([, value]) => value instanceof Records)
  }

  /** Forgets an account that has been cleared, and its place among the others. */
  forget(accountId: string): void {
    for (const table of Object.values(this)) if (table instanceof Table) table.forget(accountId)
  }
}
