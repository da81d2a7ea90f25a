import { expect, it } from 'vitest'
import { controlOperations } from '../src/control/index.ts'
import { dashboard } from '../src/dashboard/index.ts'
import { operations as messagingOperations } from '../src/messaging/index.ts'
import { chooseFrom } from '../src/options.ts'

const apis = {
  dashboard: dashboard.operations,
  messaging: messagingOperations,
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
