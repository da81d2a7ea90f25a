import { Fault } from '../../domain/fault.ts'
import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { type FailureStyle, wordedFault, written } from '../failures.ts'
import { numberList } from '../service-orders/service-orders.xml.ts'
import { textOrAbsent } from '../shared.xml.ts'

const codeAndDescription = { code: maybe('Code', integer), description: maybe('Description', text) }

export const importTnCheckerDocument = document(
  'ImportTnCheckerPayload',
  element({
    numbers: maybe('TelephoneNumbers', numberList),
    siteId: maybe('SiteId', textOrAbsent),
    sipPeerId: maybe('SipPeerId', textOrAbsent),
  }),
)

export const importTnCheckerResponse = document(
  'ImportTnCheckerResponse',
  element({
    payload: one(
      'ImportTnCheckerPayload',
      element({
        numbers: one('TelephoneNumbers', numberList),
        errors: one(
          'ImportTnErrors',
          element({
            error: many(
              'ImportTnError',
              element({ ...codeAndDescription, numbers: one('TelephoneNumbers', numberList) }),
            ),
          }),
        ),
      }),
    ),
  }),
)

/** `Errors` for each number that is none, or for what else is wrong. */
export const importCheckRefused: FailureStyle = (fault, { root }) => {
  const { invalid } = fault.details as { readonly invalid?: readonly string[] }
  const told = invalid?.map((number) => new Fault(fault.fault, { number })) ?? [fault]
  const errors = element({ error: many('Errors', element(codeAndDescription)) })
  return written(document(root, errors), { error: told.map((each) => wordedFault(each)) })
}
