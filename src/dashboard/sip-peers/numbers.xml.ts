import type { NumberSettings } from '../../domain/sip-peer-numbers.ts'
import type { TelephoneNumber } from '../../domain/telephone-number.ts'
import { boolean, document, type ElementValue, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { tenDigits } from '../shared.xml.ts'

const options = {
  callForward: maybe('CallForward', text),
  numberFormat: maybe('NumberFormat', text),
  rpidFormat: maybe('RPIDFormat', text),
  rewriteUser: maybe('RewriteUser', text),
  callingNameDisplay: maybe('CallingNameDisplay', text),
  attributes: maybe('TnAttributes', element({ attribute: many('TnAttribute', text) })),
  messaging: maybe('MessagingSettings', element({ smsEnabled: maybe('SmsEnabled', boolean) })),
}
const numberFields = { number: one('FullNumber', tenDigits), ...options }
const answered = element({
  number: maybe('FullNumber', tenDigits),
  ...options,
  warnings: maybe(
    'Warnings',
    element({
      warning: many(
        'Warning',
        element({ number: one('TelephoneNumber', tenDigits), description: one('Description', text) }),
      ),
    }),
  ),
})
const fullNumbers = element({ numbers: many('FullNumber', tenDigits) })

export const sipPeerTelephoneNumberDocument = document('SipPeerTelephoneNumber', element(options))
export const sipPeerTelephoneNumberResponse = document(
  'SipPeerTelephoneNumberResponse',
  element({ number: one('SipPeerTelephoneNumber', answered) }),
)
export const sipPeerTelephoneNumbersResponse = document(
  'SipPeerTelephoneNumbersResponse',
  element({
    numbers: one('SipPeerTelephoneNumbers', element({ number: many('SipPeerTelephoneNumber', element(numberFields)) })),
  }),
)
export const moveNumbersDocument = document('SipPeerTelephoneNumbers', fullNumbers)
export const moveNumbersResponse = document(
  'SipPeerTelephoneNumberMoveResponse',
  element({ moved: one('SipPeerTelephoneNumbers', fullNumbers) }),
)
/** The container in the plural, as it was captured and as SDKs need it; the specification has it in the singular. */
export const telephoneNumbersCountResponse = document(
  'SipPeerTelephoneNumbersCountResponse',
  element({
    counts: one(
      'SipPeerTelephoneNumbersCounts',
      element({
        count: one('SipPeerTelephoneNumbersCount', integer),
        callingNameCount: maybe('CnamCount', integer),
        lidbCount: maybe('LidbCount', integer),
      }),
    ),
  }),
)

export function readNumberSettings(wire: ElementValue<typeof options>): NumberSettings {
  const { attributes, messaging, ...texts } = wire
  return { ...texts, attributes: attributes?.attribute, smsEnabled: messaging?.smsEnabled }
}

/** A number with the options that are set on it. */
export function wireNumber({ id, options = {}, attributes = [] }: TelephoneNumber): ElementValue<typeof numberFields> {
  const { callForward, numberFormat, rpidFormat, rewriteUser, callingNameDisplay, smsEnabled } = options
  return {
    ...{ number: id, callForward, numberFormat, rpidFormat, rewriteUser, callingNameDisplay },
    ...(attributes.length > 0 && { attributes: { attribute: attributes } }),
    ...(smsEnabled !== undefined && { messaging: { smsEnabled } }),
  }
}
