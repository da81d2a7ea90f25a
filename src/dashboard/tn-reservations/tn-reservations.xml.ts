import type { Reservation } from '../../domain/reservation.ts'
import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { tenDigits } from '../shared.xml.ts'

const reservation = {
  id: maybe('ReservationId', text),
  accountId: maybe('AccountId', text),
  secondsLeft: maybe('ReservationExpires', integer),
  number: many('ReservedTn', tenDigits),
}

export const reservationDocument = document('Reservation', element(reservation))
export const reservationResponse = document(
  'ReservationResponse',
  element({ reservation: one('Reservation', element(reservation)) }),
)
export const numberReservation = document('TNReservation', element(reservation))

export const wireReservation = ({ id, accountId, number, expiresAt }: Reservation, now: number) => ({
  ...{ id, accountId, number: [number] },
  secondsLeft: Math.max(0, Math.ceil((expiresAt - now) / 1000)),
})
