import type { Row } from '../core/table.ts'
import { retryBackorders } from './backorder.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { existsInPlan, isForSale } from './inventory.ts'

/** A number held for an account: until it expires, nobody else can order it, and no search finds it. */
export interface Reservation extends Row {
  /** E.164. */
  readonly number: string
  /** Epoch ms. */
  readonly expiresAt: number
}

/** How long a number is held. */
const heldMs = 4 * 3_600_000

/** @throws Fault ReservationNotFound */
export function getReservation({ store }: Emulator, accountId: string, reservationId: string): Reservation {
  const reservation = store.reservations.get(accountId, reservationId)
  if (!reservation) throw new Fault('ReservationNotFound', { reservationId })
  return reservation
}

/** The reservation that holds a number, whosever it is. */
export function findReservation({ store }: Emulator, number: string): Reservation | undefined {
  return store.reservations.by('number', number)[0]
}

/**
 * Holds a number that is for sale; it is let go by a job.
 *
 * @param number - in E.164, where it has the form of a number at all
 * @throws Fault ReservationInvalid, ReservedNumberNotFound, ReservedNumberUnavailable
 */
export function reserveNumber(emulator: Emulator, accountId: string, number: string | undefined): Reservation {
  const { store, clock, ids, agenda } = emulator
  if (!number) throw new Fault('ReservationInvalid')
  if (!existsInPlan(number)) throw new Fault('ReservedNumberNotFound', { number })
  if (!isForSale(emulator, number, { accountId, reservationIds: [] })) {
    throw new Fault('ReservedNumberUnavailable', { number })
  }
  const id = ids.uuid()
  agenda.add(heldMs, { kind: 'reservation.expire', accountId, reservationId: id })
  return store.reservations.put({ accountId, id, number, expiresAt: clock.now() + heldMs })
}

/** Lets a number go before its time. */
export function cancelReservation(emulator: Emulator, reservation: Reservation): void {
  emulator.store.reservations.delete(reservation)
  retryBackorders(emulator)
}

/** The number was ordered: what held it is used up. */
export function consumeReservation({ store }: Emulator, number: string): void {
  for (const reservation of store.reservations.by('number', number)) store.reservations.delete(reservation)
}

/** The end of a reservation that was neither used nor cancelled. The job behind every reservation. */
export function expireReservation(emulator: Emulator, accountId: string, reservationId: string): void {
  const reservation = emulator.store.reservations.get(accountId, reservationId)
  if (reservation) cancelReservation(emulator, reservation)
}
