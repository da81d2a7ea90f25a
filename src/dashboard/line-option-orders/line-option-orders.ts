import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { Added, endpoint } from '../endpoint.ts'
import { tenDigits } from '../shared.xml.ts'

export const lineOptionOrderDocument = document(
  'LineOptionOrder',
  element({
    lines: many(
      'TnLineOptions',
      element({ number: one('TelephoneNumber', tenDigits), callingNameDisplay: maybe('CallingNameDisplay', text) }),
    ),
  }),
)
export const lineOptionOrderResponse = document(
  'LineOptionOrderResponse',
  element({
    options: one(
      'LineOptions',
      element({
        completed: maybe('CompletedNumbers', element({ number: many('TelephoneNumber', tenDigits) })),
        errors: maybe(
          'Errors',
          element({
            error: many(
              'Error',
              element({
                number: one('TelephoneNumber', tenDigits),
                code: one('ErrorCode', integer),
                description: one('Description', text),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
)

const unknown = { code: 5071, description: 'Telephone number is not available on the system.' }

/** What tnoptions replaced: it is done at once. */
export const lineOptionOrders = [
  endpoint({
    name: 'CreateLineOptionOrder',
    method: 'post',
    path: '/accounts/:accountId/lineOptionOrders',
    evidence: 'observed',
    source: 'fixtures of the SDKs 2014 to 2016; the status 201 is assumed',
    differs: 'CallingNameDisplay is all that can be set',
    accepts: lineOptionOrderDocument,
    answers: lineOptionOrderResponse,
    handle({ store, clock }, { account, body }) {
      const rows = body.lines.map((line) => ({ ...line, row: store.telephoneNumbers.get(account.id, line.number) }))
      for (const { row, callingNameDisplay } of rows) {
        if (row?.status !== 'inService') continue
        const options = { ...row.options, callingNameDisplay: callingNameDisplay ?? row.options?.callingNameDisplay }
        store.telephoneNumbers.put({ ...row, options, lastModifiedAt: clock.now() })
      }
      const [done, failed] = [true, false].map((is) => rows.filter(({ row }) => (row?.status === 'inService') === is))
      return new Added({
        options: {
          completed: { number: (done ?? []).map(({ number }) => number) },
          ...(failed?.length && { errors: { error: failed.map(({ number }) => ({ number, ...unknown })) } }),
        },
      })
    },
  }),
]
