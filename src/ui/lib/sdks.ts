import { get } from './api.ts'
import { account } from './route.ts'

/** How an SDK is pointed at the emulator. */
export interface Sdk {
  readonly name: string
  readonly title: string
  readonly language: string
  readonly apis: string
  readonly file: string
  readonly install?: string
  readonly code: string
}

/** All of them, with the ids and credentials of the account that is looked at. @throws Problem */
export const allSdks = async (): Promise<readonly Sdk[]> =>
  (await get<{ sdks: Sdk[] }>('v1/sdks', { account: account.value })).sdks

const chosenName = 'bandwidth-emulator.sdk'

/** The one that was chosen last: who works with one wants it again. */
export const lastSdk = (): string => localStorage.getItem(chosenName) ?? 'bandwidth-sdk'
export const keepSdk = (name: string): void => localStorage.setItem(chosenName, name)
