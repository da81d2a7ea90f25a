import { remembered } from '../core/remembered.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

/** Basic credentials that go with callbacks. */
export interface CallbackCredentials {
  readonly userId: string
  readonly password: string
}

/** @throws Fault CallbackUrlInvalid unless it is an absolute http or https URL */
export function checkCallbackUrl(url: string): void {
  if (!isCallbackUrl(url)) throw new Fault('CallbackUrlInvalid', { url })
}

const isCallbackUrl = remembered((url: string) => /^https?:\/\//i.test(url) && URL.canParse(url))

/** @throws Fault CredentialsNeedHttps in strict mode: locally, callbacks go to http://localhost */
export function checkCredentialsTravelSafely({ settings }: Emulator, url: string): void {
  if (settings.strict && !/^https:/i.test(url)) throw new Fault('CredentialsNeedHttps')
}
