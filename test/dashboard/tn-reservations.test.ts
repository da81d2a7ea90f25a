import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import {
  type Caller,
  expectBare,
  expectDocument,
  expectFault,
  fixture,
  idIn,
  startDashboard,
} from '../support/dashboard.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

const number = '9103382000'
const reservation = (text: string) => fixture('ReserveTelephoneNumber.request', { ReservedTn: text })
const reserve = async (account: Caller, text = number) => idIn(await account.post('/tnreservation', reservation(text)))
const unavailable = 'Reservation failed: telephone number 9103382000 is not available.'
const search = async (account: Caller) =>
  textOf((await account.get('/availableNumbers?npaNxx=910338&quantity=1')).text, 'TelephoneNumber')

describe('reservations', () => {
  it('holds a number: 201, no body, and a Location', async () => {
    const { bandwidth, account } = await startDashboard()
    const response = await account.post('/tnreservation', reservation(number))
    expectBare(response, 201)
    const path = '/accounts/9900001/tnreservation/'
    expect(response.headers.location).toMatch(new RegExp(`^${bandwidth.dashboardUrl}${path}[0-9a-f-]{36}$`))
  })

  it('tells a reservation, and the seconds that are left', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await reserve(account)
    const told = (seconds: string) =>
      fixture('GetReservation.response', { ReservationId: id, ReservationExpires: seconds })
    expectDocument(await account.get(`/tnreservation/${id}`), 200, told('14400'))
    await bandwidth.clock.advance('90m')
    expectDocument(await account.get(`/tnreservation/${id}`), 200, told('9000'))
    await bandwidth.clock.advance(2.5 * 3_600_000 - 500)
    expect(textOf((await account.get(`/tnreservation/${id}`)).text, 'ReservationExpires')).toBe('1')
  })

  it('lets the number go after four hours', async () => {
    const { bandwidth, account, other } = await startDashboard()
    const id = await reserve(account)
    await bandwidth.clock.advance('4h')
    const text = `Reservation ${id} not found.`
    expectFault(await account.get(`/tnreservation/${id}`), 404, 'ReservationResponse', 5043, text)
    expect(await search(account)).toBe(number)
    await reserve(other)
  })

  it('keeps the number from every search, and from another reservation of whomever', async () => {
    const { account, other } = await startDashboard()
    expect(await search(account)).toBe(number)
    await reserve(account)
    for (const caller of [account, other]) {
      expect(await search(caller)).toBe('9103382001')
      const refused = await caller.post('/tnreservation', reservation(number))
      expectDocument(refused, 400, fixture('ReserveTelephoneNumber.error.unavailable'))
    }
  })

  it('lets a number go when the reservation is deleted, and tells what it was', async () => {
    const { account, other } = await startDashboard()
    const id = await reserve(account)
    const deleted = await account.delete(`/tnreservation/${id}`)
    expectDocument(deleted, 200, fixture('DeleteReservation.response', { ReservationId: id }))
    const text = `Reservation ${id} not found.`
    expectFault(await account.get(`/tnreservation/${id}`), 404, 'ReservationResponse', 5043, text)
    expectFault(await account.delete(`/tnreservation/${id}`), 404, 'ReservationResponse', 5043, text)
    expect(await search(account)).toBe(number)
    await reserve(other)
  })

  it('answers 404 and 5043 for a reservation of another account', async () => {
    const { account, other } = await startDashboard()
    const id = await reserve(account)
    const text = `Reservation ${id} not found.`
    expectFault(await other.get(`/tnreservation/${id}`), 404, 'ReservationResponse', 5043, text)
    expectFault(await other.delete(`/tnreservation/${id}`), 404, 'ReservationResponse', 5043, text)
    expect((await account.get(`/tnreservation/${id}`)).status).toBe(200)
  })

  it('sells a reserved number only to who names its own reservation, which is used up then', async () => {
    const { bandwidth, account, other } = await startDashboard()
    const id = await reserve(account)
    expect(await ordered(bandwidth, other, number, id)).toBe('FAILED')
    expect(await ordered(bandwidth, other, number)).toBe('FAILED')
    expect(await ordered(bandwidth, account, number)).toBe('FAILED')
    expect((await account.get(`/tnreservation/${id}`)).status).toBe(200)
    expect(await ordered(bandwidth, account, number, id)).toBe('COMPLETE')
    expect((await account.get(`/tnreservation/${id}`)).status).toBe(404)
  })

  it('reserves a number that ages only for the account that had it', async () => {
    const { bandwidth, account, other } = await startDashboard()
    expect(await ordered(bandwidth, account, number)).toBe('COMPLETE')
    const disconnect = `<DisconnectTelephoneNumberOrderType>${list}</DisconnectTelephoneNumberOrderType>`
    const root = 'DisconnectTelephoneNumberOrder'
    idIn(await account.post('/disconnects', `<${root}><name>Away</name>${disconnect}</${root}>`))
    await bandwidth.clock.advance('1s')
    const refused = await other.post('/tnreservation', reservation(number))
    expectFault(refused, 400, 'ReservationResponse', 5041, unavailable)
    expect(await search(account)).toBe('9103382001')
    const id = await reserve(account)
    expect(await ordered(bandwidth, other, number)).toBe('FAILED')
    expect(await ordered(bandwidth, account, number, id)).toBe('COMPLETE')
  })

  it('answers the fixture for a reservation that never was', async () => {
    const { account } = await startDashboard()
    const expected = fixture('GetReservation.error')
    const id = String(textOf(expected, 'Description')?.split(' ')[1])
    expectDocument(await account.get(`/tnreservation/${id}`), 404, expected)
  })

  it('refuses a number that is in service with 5041', async () => {
    const { bandwidth, account, other } = await startDashboard()
    expect(await ordered(bandwidth, account, number)).toBe('COMPLETE')
    for (const caller of [account, other]) {
      const refused = await caller.post('/tnreservation', reservation(number))
      expectFault(refused, 400, 'ReservationResponse', 5041, unavailable)
    }
  })

  it.each(['55544433', '9195550123', '1234567890', '2222222222', 'NEWCARS'])(
    'answers 400 and 5040 for %s, which is no number there can be',
    async (text) => {
      const { account } = await startDashboard()
      const told = `Reservation failed: telephone number ${text} not found.`
      expectFault(await account.post('/tnreservation', reservation(text)), 400, 'ReservationResponse', 5040, told)
    },
  )

  it.each(['<Reservation/>', '<Reservation><ReservedTn/></Reservation>', '<Reservation>0</Reservation>'])(
    'answers 400 and 5044 for %s',
    async (xml) => {
      const { account } = await startDashboard()
      const response = await account.post('/tnreservation', xml)
      expectFault(response, 400, 'ReservationResponse', 5044, 'Reservation object is invalid.')
    },
  )

  it('takes the first of several numbers, among the empty elements that SDKs send', async () => {
    const { account } = await startDashboard()
    const tns = '<ReservedTn/><ReservedTn>9103382001</ReservedTn><ReservedTn>9103382002</ReservedTn>'
    const id = idIn(await account.post('/tnreservation', `<Reservation><AccountId/>${tns}</Reservation>`))
    expect(textOf((await account.get(`/tnreservation/${id}`)).text, 'ReservedTn')).toBe('9103382001')
  })

  it('forgets reservations with a reset', async () => {
    const { bandwidth, account } = await startDashboard()
    await reserve(account)
    await bandwidth.reset()
    expect(await search(account)).toBe(number)
    await reserve(account)
  })

  it('tells the reservation of a number', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await reserve(account)
    const response = await dashboard(bandwidth).get(`/tns/${number}/tnreservation`)
    expectDocument(response, 200, fixture('GetTelephoneNumberReservation.response', { ReservationId: id }))
  })

  it('answers 404 and 5043 for the reservation of a number that has none', async () => {
    const { bandwidth } = await startDashboard()
    const response = await dashboard(bandwidth).get(`/tns/${number}/tnreservation`)
    expectFault(response, 404, 'TNReservation', 5043, `Reservation ${number} not found.`)
  })

  it('shows the reservation of a number to the users of its account only', async () => {
    const users = (name: string) => [{ username: name, password: 'secret' }]
    const seed = {
      accounts: [
        { id: '7700001', users: users('ada') },
        { id: '7700002', users: users('alan') },
      ],
    }
    const bandwidth = await startTestEmulator({ auth: 'configured', seed })
    const as = (name: string) => supertest.agent(bandwidth.dashboardUrl).auth(name, 'secret')
    const created = await as('ada').post('/accounts/7700001/tnreservation').send(reservation(number))
    expect(created.status).toBe(415)
    const typed = as('ada').post('/accounts/7700001/tnreservation').type('application/xml')
    expect((await typed.send(reservation(number))).status).toBe(201)
    expect((await as('ada').get(`/tns/${number}/tnreservation`)).status).toBe(200)
    expect((await as('alan').get(`/tns/${number}/tnreservation`)).status).toBe(404)
    expectBare(await as('nobody').get(`/tns/${number}/tnreservation`), 401)
    expectBare(await supertest(bandwidth.dashboardUrl).get(`/tns/${number}/tnreservation`), 401)
  })
})

/** What an order for the number comes to, by name and with a reservation when one is given. */
async function ordered(bandwidth: BandwidthEmulator, account: Caller, telephoneNumber: string, reservationId = '') {
  const siteId = await account.site(`Site ${++sites}`)
  await account.sipPeer(siteId)
  const numbers = `<TelephoneNumberList><TelephoneNumber>${telephoneNumber}</TelephoneNumber></TelephoneNumberList>`
  const reservations =
    reservationId && `<ReservationIdList><ReservationId>${reservationId}</ReservationId></ReservationIdList>`
  const type = `<ExistingTelephoneNumberOrderType>${numbers}${reservations}</ExistingTelephoneNumberOrderType>`
  const id = idIn(await account.post('/orders', `<Order>${type}<SiteId>${siteId}</SiteId></Order>`))
  await bandwidth.clock.advance('1s')
  return textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')
}
let sites = 0

const list = `<TelephoneNumberList><TelephoneNumber>${number}</TelephoneNumber></TelephoneNumberList>`
