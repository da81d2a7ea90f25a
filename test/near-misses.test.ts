import supertest from 'supertest'
import { expect, it } from 'vitest'
import { startTestEmulator } from './support/emulator.ts'

const messages = '/api/v2/users/9900001/messages'
const messaging = 'The Messaging API is under /api/v2'
const token = 'Access tokens are under /api/v1: did you mean /api/v1/oauth2/token?'

it.each([
  [501, '/api/users/9900001/messages', `${messaging}: did you mean ${messages}?`],
  [501, '/api/v1/users/9900001/messages', `${messaging}: did you mean ${messages}?`],
  [501, '/v1.0/users/9900001/media/a.png', `${messaging}: did you mean /api/v2/users/9900001/media/a.png?`],
  [404, '/api/accounts/9900001/messages', `${messaging}: did you mean ${messages}?`],
  [404, `/api/v2${messages}`, `${messaging}: did you mean ${messages}?`],
  [404, `/v2${messages}`, `${messaging}: did you mean ${messages}?`],
  [404, '/api/v2/9900001/messages', `${messaging}: did you mean ${messages}?`],
  [404, '/v2/u-abc/messages', 'The Messaging API is under /v2: did you mean /v2/users/u-abc/messages?'],
  [
    404,
    '/api/api/accounts/9900001/sites',
    'The Dashboard API is under /api: did you mean /api/accounts/9900001/sites?',
  ],
  [404, '/api/v2/user/9900001/messages', `Did you mean ${messages}?`],
  [404, '/users/9900001/mesages', 'Did you mean /users/9900001/messages?'],
  [404, '/api/accounts/9900001/sitez', 'Did you mean /api/accounts/9900001/sites?'],
  [404, '/oauth2/token', token],
  [404, '/api/oauth2/token', token],
  [404, '/api/v2/oauth2/token', token],
])('answers %i to POST %s, and names the path that was meant', async (status, path, warning) => {
  const bandwidth = await startTestEmulator()
  const response = await supertest(bandwidth.url).post(path).auth('user', 'password').send({})
  expect([response.status, response.headers['x-emulator-warning']]).toEqual([status, warning])
  expect(await bandwidth.requests.list()).toMatchObject([{ warnings: [warning] }])
})

it.each([
  ...['/api/accounts/9900001/nothing', '/v1.0/accounts/9900001/nothing', '/api/v2/accounts/9900001', '/nothing'],
  ...[`${messages}/nothing`, '/users/9900001/messages/nothing', '/api/users/9900001', '/api/v2/users/messages'],
  ...['/api/v1/oauth2/nothing', '/_emulator/v1/nothing'],
])('has no path to name for POST %s', async (path) => {
  const bandwidth = await startTestEmulator()
  const { status, headers } = await supertest(bandwidth.url).post(path).auth('user', 'password').send({})
  expect([404, 501]).toContain(status)
  expect(headers).not.toHaveProperty('x-emulator-warning')
})
