import type { Emulator } from './emulator.ts'

/** Lets orders that wait for numbers look again. To be called when a number is for sale again. */
export function retryBackorders({ store, agenda }: Emulator): void {
  for (const order of store.orders.by('backordered', 'yes')) {
    if (order.retryDue) continue
    store.orders.put({ ...order, retryDue: true })
    agenda.add(0, { kind: 'order.complete', accountId: order.accountId, orderId: order.id })
  }
}
