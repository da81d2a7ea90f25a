import type { EmulatorClient } from '../../src/index.ts'
import { dashboard } from './emulator.ts'

/** Orders numbers by name, in ten digits, for the location of the default world; gives the id of the order. */
export async function orderNumbers(bandwidth: EmulatorClient, numbers: readonly string[], content = '') {
  const { accountId, siteId } = bandwidth.world
  const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
  const { headers } = await dashboard(bandwidth)
    .post(`/accounts/${accountId}/orders`)
    .type('application/xml')
    .send(
      `<Order>${content}<SiteId>${siteId}</SiteId><ExistingTelephoneNumberOrderType>` +
        `<TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType></Order>`,
    )
  return String(headers.location).replace(/^.*\//, '')
}
