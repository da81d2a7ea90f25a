/** What a failed message is told with: the vendor's code, and what stands in a callback's description. */
export interface DeliveryCode {
  readonly code: number
  /** Its name; of a code that has none, the sentence of the vendor's portal. */
  readonly name: string
  /** Whether the vendor's customer pays for the message all the same; undefined where that is not known. */
  readonly billable: boolean | undefined
}

/**
 * The vendor's message error codes. Names: messaging error pages of 2021 to 2023, and 2026 for the newest. The six whose
 * names begin with a capital are on the pages of 2018 and 2019 alone, from before codes had names.
 */
export const deliveryCodes: readonly DeliveryCode[] = [
  { code: 4001, name: 'service-not-allowed', billable: false },
  { code: 4121, name: 'Rejected as SPAM', billable: true },
  { code: 4301, name: 'malformed-invalid-encoding', billable: false },
  { code: 4302, name: 'malformed-invalid-from-number', billable: false },
  { code: 4303, name: 'malformed-invalid-to-number', billable: false },
  { code: 4350, name: 'malformed-for-destination', billable: false },
  { code: 4360, name: 'message-not-sent-expiration-date-passed', billable: false },
  { code: 4401, name: 'rejected-routing-error', billable: false },
  { code: 4403, name: 'rejected-forbidden-from-number', billable: false },
  { code: 4404, name: 'rejected-forbidden-to-number', billable: false },
  { code: 4405, name: 'rejected-unallocated-from-number', billable: false },
  { code: 4406, name: 'rejected-unallocated-to-number', billable: false },
  { code: 4407, name: 'rejected-account-not-defined-from-number', billable: false },
  { code: 4408, name: 'rejected-account-not-defined-to-number', billable: false },
  { code: 4409, name: 'rejected-invalid-from-profile', billable: false },
  { code: 4410, name: 'media-unavailable', billable: false },
  { code: 4411, name: 'rejected-message-size-limit-exceeded', billable: false },
  { code: 4412, name: 'media-content-invalid', billable: false },
  { code: 4420, name: 'rejected-carrier-does-not-exist', billable: false },
  { code: 4421, name: 'rejected-forbidden-no-destination', billable: false },
  { code: 4431, name: 'rejected-forbidden-shortcode', billable: false },
  { code: 4432, name: 'rejected-forbidden-country', billable: false },
  { code: 4433, name: 'rejected-forbidden-tollfree', billable: false },
  { code: 4434, name: 'rejected-forbidden-tollfree-for-recipient', billable: false },
  { code: 4435, name: 'forbidden-too-many-recipients', billable: false },
  { code: 4451, name: 'rejected-wrong-user-id', billable: false },
  { code: 4452, name: 'rejected-wrong-application-id', billable: false },
  { code: 4470, name: 'rejected-spam-detected', billable: true },
  { code: 4475, name: 'destination-rejected-due-to-user-opt-out', billable: undefined },
  { code: 4476, name: 'blocked-unregistered', billable: undefined },
  { code: 4481, name: 'rejected-from-number-in-blacklist', billable: false },
  { code: 4482, name: 'rejected-to-number-in-blacklist', billable: false },
  { code: 4492, name: 'reject-emergency', billable: false },
  { code: 4493, name: 'rejected-unauthorized', billable: false },
  { code: 4700, name: 'invalid-service-type', billable: true },
  { code: 4701, name: 'destination-service-unavailable', billable: true },
  { code: 4702, name: 'destination-subscriber-unavailable', billable: true },
  { code: 4710, name: 'media-unavailable', billable: undefined },
  { code: 4711, name: 'rejected-message-size-limit-exceeded', billable: true },
  { code: 4712, name: 'media-content-invalid', billable: true },
  { code: 4720, name: 'invalid-destination-address', billable: true },
  { code: 4721, name: 'destination-tn-deactivated', billable: true },
  { code: 4730, name: 'no-route-to-destination-carrier', billable: true },
  { code: 4735, name: 'too-many-recipients', billable: undefined },
  { code: 4740, name: 'invalid-source-address-address', billable: true },
  { code: 4750, name: 'destination-rejected-message', billable: true },
  { code: 4751, name: 'destination-rejected-message-size-invalid', billable: true },
  { code: 4752, name: 'destination-rejected-malformed', billable: true },
  { code: 4753, name: 'destination-rejected-handset', billable: true },
  { code: 4754, name: 'unsupported-channel', billable: undefined },
  { code: 4770, name: 'destination-spam-detected', billable: true },
  { code: 4771, name: 'rejected-shortened-url', billable: true },
  { code: 4772, name: 'rejected-tn-blocked', billable: true },
  { code: 4773, name: 'inactive-campaign', billable: true },
  { code: 4774, name: 'provisioning-issue', billable: true },
  { code: 4775, name: 'destination-rejected-due-to-user-opt-out', billable: true },
  { code: 4780, name: 'volume-violation-tmo', billable: true },
  { code: 4781, name: 'volume-violation-att', billable: true },
  { code: 4785, name: 'volumetric-violation', billable: true },
  { code: 4790, name: 'destination-rejected-sc-not-allowed', billable: true },
  { code: 4791, name: 'destination-rejected-campaign-not-allowed', billable: true },
  { code: 4792, name: 'destination-rejected-sc-not-provisioned', billable: true },
  { code: 4793, name: 'destination-rejected-sc-expired', billable: true },
  { code: 4794, name: 'destination-rejected-expired', billable: undefined },
  { code: 4795, name: 'tfn-not-verified', billable: true },
  { code: 5100, name: 'temporary-app-error', billable: false },
  { code: 5101, name: 'temporary-app-shutdown', billable: false },
  { code: 5106, name: 'impossible-to-route', billable: false },
  { code: 5111, name: 'temporary-app-connection-closed', billable: false },
  { code: 5112, name: 'Application Error', billable: false },
  { code: 5143, name: 'Application Error', billable: false },
  { code: 5144, name: 'Application Error', billable: false },
  { code: 5146, name: 'Application Error', billable: false },
  { code: 5201, name: 'temporary-rout-error-retries-exceeded', billable: false },
  { code: 5211, name: 'temporary-app-error-app-busy', billable: false },
  { code: 5220, name: 'temporary-store-error', billable: false },
  { code: 5231, name: 'discarded-concatenation-timeout', billable: false },
  { code: 5500, name: 'message-send-failed', billable: false },
  { code: 5501, name: 'message-send-failed', billable: false },
  { code: 5503, name: 'Service Unavailable', billable: false },
  { code: 5600, name: 'destination-carrier-queue-full', billable: true },
  { code: 5610, name: 'submit_sm-or-submit_multi-failed', billable: true },
  { code: 5620, name: 'destination-app-error', billable: true },
  { code: 5630, name: 'message-not-acknowledged', billable: true },
  { code: 5650, name: 'destination-failed', billable: true },
  { code: 5999, name: 'unknown-error', billable: false },
  { code: 9902, name: 'delivery-receipt-expired', billable: true },
  { code: 9999, name: 'unknown-error', billable: true },
]

const byCode = new Map(deliveryCodes.map((entry) => [entry.code, entry]))

/** The text of a `message-failed` callback. For 4432 the vendor's one sample says it in other words than its table. */
export function failureDescription(code: number): string {
  return code === 4432 ? 'forbidden to country' : (byCode.get(code)?.name ?? 'unknown-error')
}

/** Whose side the trouble is on, as the vendor groups its codes, and who says so. */
export function sideOf(code: number): string {
  const [, side] = sides.find(([pattern]) => pattern.test(String(code))) ?? []
  return side ?? 'not known'
}

const sides: readonly (readonly [RegExp, string])[] = [
  [/^47/, 'yours, says the carrier'],
  [/^4/, 'yours'],
  [/^56/, "the carrier's"],
  [/^5/, "Bandwidth's"],
]
