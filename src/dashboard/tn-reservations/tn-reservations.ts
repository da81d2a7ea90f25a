import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import {
  cancelReservation,
  findReservation,
  getReservation,
  type Reservation,
  reserveNumber,
} from '../../domain/reservation.ts'
import { Created, endpoint } from '../endpoint.ts'
import { numberReservation, reservationDocument, reservationResponse, wireReservation } from './tn-reservations.xml.ts'

const source = 'Dashboard reference 2021; numbers specification 2023; captured answers in the SDKs'

export const tnReservations = [
  endpoint({
    name: 'ReserveTelephoneNumber',
    method: 'post',
    path: '/accounts/:accountId/tnreservation',
    evidence: 'documented',
    source,
    differs: 'of several numbers only the first is reserved',
    accepts: reservationDocument,
    failsIn: reservationResponse.root,
    handle(emulator, { account, body }) {
      // SDKs send empty siblings beside the number.
      const number = body.number.find((candidate) => candidate !== '')
      const { id } = reserveNumber(emulator, account.id, number)
      return new Created(`/accounts/${account.id}/tnreservation/${id}`)
    },
  }),

  endpoint({
    name: 'GetReservation',
    method: 'get',
    path: '/accounts/:accountId/tnreservation/:reservationId',
    evidence: 'documented',
    source: `${source}; the status for an unknown one is assumed`,
    answers: reservationResponse,
    handle: (emulator, { account, params }) =>
      answer(emulator, getReservation(emulator, account.id, params.reservationId)),
  }),

  endpoint({
    name: 'DeleteReservation',
    method: 'delete',
    path: '/accounts/:accountId/tnreservation/:reservationId',
    evidence: 'documented',
    source: `${source}; earlier sources show no body`,
    answers: reservationResponse,
    handle(emulator, { account, params }) {
      const reservation = getReservation(emulator, account.id, params.reservationId)
      cancelReservation(emulator, reservation)
      return answer(emulator, reservation)
    },
  }),

  endpoint({
    name: 'GetTelephoneNumberReservation',
    method: 'get',
    path: '/tns/:telephoneNumber/tnreservation',
    evidence: 'observed',
    source: 'captured answers in the SDKs; the answer when there is none is assumed',
    answers: numberReservation,
    handle(emulator, { accounts, params }) {
      const { telephoneNumber } = params
      const reservation = findReservation(emulator, `+1${telephoneNumber}`)
      if (!reservation || !accounts.some(({ id }) => id === reservation.accountId)) {
        throw new Fault('ReservationNotFound', { reservationId: telephoneNumber })
      }
      return wireReservation(reservation, emulator.clock.now())
    },
  }),
]

const answer = ({ clock }: Emulator, reservation: Reservation) => ({
  reservation: wireReservation(reservation, clock.now()),
})
