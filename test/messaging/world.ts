import supertest from 'supertest'
import type { EmulatorClient, Seed, SeedApplication, SeedSipPeer } from '../../src/index.ts'

export const accountId = '9900001'
export const applicationId = '93de2206-9669-4e07-948d-329f4b722ee2'
/** Two local numbers and a toll-free one, in service on the location of {@link worldWith}. */
export const local = '+19192955001'
export const otherLocal = '+19192955002'
export const tollFree = '+18332055001'
/** Somebody's phone. */
export const phone = '+19195550100'

/** One account with one application and one location; what is given goes over what messages need. */
export function worldWith({ application, sipPeer }: { application?: object; sipPeer?: object } = {}): Seed {
  const app: SeedApplication = { id: applicationId, name: 'App', ...application }
  const peer: SeedSipPeer = {
    ...{ name: 'Location', isDefault: true, tollFree: true, application: 'App' },
    telephoneNumbers: [local, otherLocal, tollFree],
    ...sipPeer,
  }
  const users = [{ username: 'user', password: 'password' }]
  return { accounts: [{ id: accountId, users, applications: [app], sites: [{ name: 'Site', sipPeers: [peer] }] }] }
}

/** A text message that nothing is wrong with. */
export const sms = { from: local, to: phone, text: 'Good morning', applicationId }

/** The ways to the Messaging API: of 2017, of today, and the bare one of today's SDKs. */
export type Prefix = '/v2' | '/api/v2' | ''

/** Posts a message; `body` goes over {@link sms}. */
export const post = (
  bandwidth: Pick<EmulatorClient, 'url'>,
  body: object = {},
  prefix: Prefix = '/api/v2',
  id = accountId,
) =>
  supertest(bandwidth.url)
    .post(`${prefix}/users/${id}/messages`)
    .auth('user', 'password')
    .send({ ...sms, ...body })

/** What became of the only message of the test. */
export async function onlyMessage(bandwidth: EmulatorClient) {
  const messages = await bandwidth.messages.list()
  if (messages.length !== 1) throw new Error(`There are ${messages.length} messages`)
  return messages[0] as (typeof messages)[number]
}
