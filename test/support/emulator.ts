import supertest from 'supertest'
import { onTestFinished } from 'vitest'
import { type BandwidthEmulator, type EmulatorClient, type StartOptions, startEmulator } from '../../src/index.ts'

/** An emulator of the test's own, closed when the test ends. */
export async function startTestEmulator(options: StartOptions = {}): Promise<BandwidthEmulator> {
  const bandwidth = await startEmulator(options)
  onTestFinished(() => bandwidth.close())
  return bandwidth
}

/** Asks the Dashboard API with credentials. */
export const dashboard = ({ dashboardUrl }: EmulatorClient) => supertest.agent(dashboardUrl).auth('user', 'password')

/** Asks the Messaging API with credentials: that of today, or with `legacyMessagingUrl` that of 2017. */
export const messaging = (url: string) => supertest.agent(url).auth('user', 'password')

/** Asks the control API. */
export const control = ({ controlUrl }: EmulatorClient) => supertest.agent(controlUrl)

/** Sends a text message from the default world, over what is sure to be there; gives the 202's body. */
export async function sendMessage(bandwidth: EmulatorClient, changes: Record<string, unknown> = {}) {
  const { accountId, applicationId, telephoneNumbers } = bandwidth.world
  const response = await messaging(bandwidth.messagingUrl)
    .post(`/users/${accountId}/messages`)
    .send({ from: telephoneNumbers[0], to: '+19195550100', text: 'Good morning', applicationId, ...changes })
  return response.body as { readonly id: string; readonly [member: string]: unknown }
}
