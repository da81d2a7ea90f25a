import http, { type RequestOptions } from 'node:http'
import https from 'node:https'
import numbers from '@bandwidth/numbers'
import { Configuration, MessagesApi } from 'bandwidth-sdk'
import { expect, it, vi } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { watchHosts } from '../support/connections.ts'
import { startTestEmulator } from '../support/emulator.ts'

// The published SDKs, unmodified. Both have https://api.bandwidth.com/api/v1/oauth2/token built in: what they ask of it
// over node:https goes to the emulator over HTTP instead, and nothing else may be asked over node:https.

/** Leads what this process asks of api.bandwidth.com to an emulator, until the end of the test. */
function leadTokensTo({ url }: BandwidthEmulator): void {
  const lead = (options: RequestOptions, callback?: (response: http.IncomingMessage) => void) => {
    expect(options.hostname ?? options.host).toBe('api.bandwidth.com')
    const { hostname, port } = new URL(url)
    return http.request({ ...options, protocol: 'http:', hostname, host: hostname, port, agent: undefined }, callback)
  }
  vi.spyOn(https, 'request').mockImplementation(lead as typeof https.request)
}

/** A client of the emulator's first account that has no user, so that it has to get a token. */
function startNumbers({ dashboardUrl, world }: BandwidthEmulator, clientSecret = world.clientSecret) {
  return new numbers.Client(world.accountId, '', '', world.clientId, clientSecret, { apiEndPoint: dashboardUrl })
}

const configured = { auth: 'configured', clock: 'virtual' } as const

it('sends messages with bandwidth-sdk, which asks for one token', async () => {
  const bandwidth = await startTestEmulator(configured)
  leadTokensTo(bandwidth)
  const hosts = watchHosts()
  const { accountId, clientId, clientSecret, applicationId = '', telephoneNumbers } = bandwidth.world
  const messages = new MessagesApi(new Configuration({ basePath: bandwidth.messagingUrl, clientId, clientSecret }))
  const message = { applicationId, from: telephoneNumbers[0] ?? '', to: new Set(['+19195550100']), text: 'Hello' }
  expect((await messages.createMessage(accountId, message)).status).toBe(202)
  expect((await messages.createMessage(accountId, message)).status).toBe(202)
  expect(await bandwidth.requests.list()).toMatchObject([
    { operation: 'CreateAccessToken', status: 200, body: { text: 'grant_type=client_credentials' } },
    { operation: 'CreateMessage', headers: { authorization: expect.stringMatching(/^Bearer ey/) } },
    { operation: 'CreateMessage', status: 202 },
  ])
  expect([...hosts]).toEqual(['127.0.0.1'])
})

it('tells bandwidth-sdk that its secret is wrong', async () => {
  const bandwidth = await startTestEmulator(configured)
  leadTokensTo(bandwidth)
  const { accountId, clientId } = bandwidth.world
  const api = new MessagesApi(new Configuration({ basePath: bandwidth.messagingUrl, clientId, clientSecret: 'wrong' }))
  const message = { applicationId: 'any', from: '+19192955001', to: new Set(['+19195550100']), text: 'Hello' }
  await expect(api.createMessage(accountId, message)).rejects.toMatchObject({
    response: { status: 401, data: { error: 'invalid_client' } },
  })
})

it('works with @bandwidth/numbers, which gets a new token when the one it has expired', async () => {
  const bandwidth = await startTestEmulator(configured)
  leadTokensTo(bandwidth)
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const hosts = watchHosts()
  const client = startNumbers(bandwidth)
  expect(await numbers.Site.listAsync(client)).toMatchObject([{ name: 'Default Site' }])
  expect(await numbers.Site.listAsync(client)).toHaveLength(1)
  await bandwidth.clock.advance('1h')
  expect(await numbers.Site.listAsync(client)).toHaveLength(1)
  client.destroy()
  const records = await bandwidth.requests.list()
  expect(records.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    ...['CreateAccessToken 200', 'ListSites 200', 'ListSites 200'],
    ...['ListSites 401', 'CreateAccessToken 200', 'ListSites 200'],
  ])
  expect(records[3]?.warnings).toEqual([expect.stringContaining('The access token expired at')])
  expect([...hosts]).toEqual(['127.0.0.1'])
})
