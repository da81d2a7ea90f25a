import { readFileSync } from 'node:fs'
import newman from 'newman'
import { expect, it } from 'vitest'
import { watchHosts } from './support/connections.ts'
import { startTestEmulator } from './support/emulator.ts'

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../examples/postman/${name}`, import.meta.url), 'utf8'))

const run = (baseUrl: string): Promise<Parameters<Parameters<typeof newman.run>[1]>[1]> =>
  new Promise((resolve, reject) => {
    const options = {
      collection: file('bandwidth-emulator.postman_collection.json'),
      environment: file('emulator.postman_environment.json'),
      envVar: [{ key: 'baseUrl', value: baseUrl }],
    }
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary)))
  })

it('carries out the walk with the Postman collection, up to a callback in the sink', async () => {
  const bandwidth = await startTestEmulator()
  const hosts = watchHosts()
  const { failures, executions } = (await run(bandwidth.url)).run
  expect(failures.map(({ source, error }) => `${source?.name}: ${error.message}`)).toEqual([])

  // An order that is not complete yet is asked for again, without an assertion.
  const asserted = executions.filter(({ assertions = [] }) => assertions.length > 0)
  expect(
    asserted.map(({ item, assertions = [] }) => [item.name, ...assertions.map(({ assertion }) => assertion)]),
  ).toEqual([
    ['Get the account', 'shows the account'],
    ['Create the application', 'creates a messaging application'],
    ['Create the site', 'creates a site'],
    ['Create the location', 'creates a location'],
    ['Enable SMS', 'enables SMS'],
    ['Enable MMS', 'enables MMS'],
    ['Assign the application', 'assigns the application'],
    ['List the locations of the application', 'shows the location'],
    ['Search for a number', 'finds a number'],
    ['Order the number', 'takes the order'],
    ['Get the order', 'completes the order'],
    ['List the numbers of the location', 'shows the number'],
    ['Send a text message', 'takes the message'],
    ['See the callback', 'posted the callback to your URL'],
  ])

  const callbacks = await bandwidth.callbacks.list()
  expect(callbacks).toMatchObject([
    {
      accountId: '5500465',
      type: 'message-delivered',
      to: '+19195550100',
      url: bandwidth.sinkUrl,
      state: 'delivered',
      attempts: [{ status: 200, authorization: 'preemptive' }],
    },
  ])
  expect([...hosts]).toEqual(['127.0.0.1'])
})
