import supertest from 'supertest'
import { expect, it } from 'vitest'
import { controlOperations } from '../src/control/operations.ts'
import { dashboard } from '../src/dashboard/index.ts'
import type { KnownPath } from '../src/http/operation.ts'
import { operations as messagingOperations, knownPaths as messagingPaths } from '../src/messaging/index.ts'
import { oauth } from '../src/oauth/index.ts'
import { chooseFrom } from '../src/options.ts'
import { startTestEmulator } from './support/emulator.ts'

const apis = {
  dashboard: dashboard.operations,
  messaging: messagingOperations,
  oauth: oauth.operations,
  control: controlOperations(chooseFrom({})),
}
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index)

it('has no two operations of one name, whatever their API', () => {
  const names = Object.values(apis)
    .flat()
    .map(({ name }) => name)
  expect(names.length).toBeGreaterThan(30)
  expect(repeated(names)).toEqual([])
})

it.each(Object.entries(apis))('has no two operations of the %s API on one route', (_, operations) => {
  // The names of parameters do not tell routes apart.
  const routes = operations.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':').toLowerCase()}`)
  expect(repeated(routes)).toEqual([])
})

const everyMethod = ['get', 'post', 'put', 'patch', 'delete'] as const
const knownPaths = {
  dashboard: { prefix: '/api', paths: dashboard.knownPaths, operations: apis.dashboard },
  messaging: { prefix: '/api/v2', paths: messagingPaths, operations: apis.messaging },
}

it.each(Object.entries(knownPaths))('reaches every known path of the %s API by its name', async (_, api) => {
  const bandwidth = await startTestEmulator({ seed: 'empty', clock: 'virtual' })
  const agent = supertest.agent(bandwidth.url).auth('user', 'password')
  const served = new Set(api.operations.map(({ path }) => path))
  // A family may begin below a path that is served.
  const asked = ({ path }: KnownPath) => {
    const start = path.replace('{/*rest}', '')
    return [...(path === start || !served.has(start) ? [start] : []), ...(path === start ? [] : [`${start}/a/b/c/d`])]
  }
  const missed: string[] = []
  for (const known of api.paths) {
    for (const path of asked(known)) {
      for (const method of known.methods ?? everyMethod) {
        const url = `${api.prefix}${path.replace(':accountId', '9900001').replace(/:\w+/g, '4711')}`
        const { status, text } = await agent[method](url)
        if (status !== 501 || !text.includes(`(${known.name})`)) missed.push(`${method} ${path}: ${status} ${text}`)
      }
    }
  }
  expect(api.paths.length).toBeGreaterThan(1)
  expect(missed).toEqual([])
})
