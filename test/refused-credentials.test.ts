import supertest from 'supertest'
import { expect, it } from 'vitest'
import { startTestEmulator } from './support/emulator.ts'

const users = [{ username: 'user', password: 'password' }]
const clients = [{ clientId: 'client', clientSecret: 'secret' }]
const seed = {
  accounts: [
    { id: '9900001', users, clients },
    { id: '9900002', users: [{ username: 'other', password: 'password' }] },
  ],
}

const basic = (username: string, password: string) => `Basic ${btoa(`${username}:${password}`)}`
const noHeader = 'No Authorization header: send one, Basic with a user and a password, or Bearer with an access token.'

it.each([
  [
    'a wrong password',
    '9900001',
    basic('user', 'secret-1'),
    "Account 9900001 has the user 'user', but not with this password.",
  ],
  ['an unknown user', '9900001', basic('nobody', 'secret-1'), "There is no user 'nobody'; the seed has user, other."],
  [
    'a client',
    '9900001',
    basic('client', 'secret'),
    "'client' is a client, not a user: ask POST /api/v1/oauth2/token for an access token with these credentials.",
  ],
  ['nothing', '9900001', '', noHeader],
  ['another scheme', '9900001', 'Digest username="user"', noHeader],
  ['the user of another account', '9900002', basic('user', 'password'), 'These credentials open 9900001, not 9900002.'],
  [
    'an account that is not there',
    '9900003',
    basic('user', 'password'),
    'The seed has no account 9900003. These credentials open 9900001, not 9900003.',
  ],
])('says of %s why it is refused, on both APIs and on record', async (_, id, authorization, warning) => {
  const bandwidth = await startTestEmulator({ seed, auth: 'configured' })
  const headers = authorization === '' ? {} : { Authorization: authorization }
  const answers = [
    await supertest(bandwidth.dashboardUrl).get(`/accounts/${id}/sites`).set(headers),
    await supertest(bandwidth.messagingUrl).post(`/users/${id}/messages`).set(headers).send({}),
  ]
  for (const answer of answers) {
    expect([401, 403, 404]).toContain(answer.status)
    expect(answer.headers['x-emulator-warning']).toBe(warning)
    expect(answer.text).not.toContain('secret')
  }
  const records = await bandwidth.requests.list()
  expect(records.map(({ warnings }) => warnings)).toEqual([[warning], [warning]])
})

it('names no more than some users of many', async () => {
  const accounts = Array.from({ length: 9 }, (_, at) => ({
    id: `${at + 1}`,
    users: [{ username: `user-${at + 1}`, password: 'password' }],
  }))
  const bandwidth = await startTestEmulator({ seed: { accounts }, auth: 'configured' })
  const { headers } = await supertest(bandwidth.dashboardUrl).get('/accounts/1/sites').auth('x'.repeat(99), 'y')
  expect(headers['x-emulator-warning']).toBe(
    `There is no user '${'x'.repeat(40)}'; the seed has user-1, user-2, user-3, user-4, user-5, others.`,
  )
})

it('says what an account id is to who asks for another, whatever auth is', async () => {
  const bandwidth = await startTestEmulator()
  const { status, headers } = await supertest(bandwidth.messagingUrl)
    .post('/users/me@example.com/messages')
    .auth('user', 'password')
    .send({})
  expect(status).toBe(403)
  expect(headers['x-emulator-warning']).toBe(
    "'me@example.com' is no account id: those have 1 to 12 digits, or begin with u-.",
  )
})
