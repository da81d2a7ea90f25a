import { dateTime, document, element, many, maybe, one, text } from '../../xml/index.ts'

export const historyResponse = document(
  'OrderHistoryWrapper',
  element({
    entries: many(
      'OrderHistory',
      element({
        time: one('OrderDate', dateTime),
        note: one('Note', text),
        author: one('Author', text),
        status: one('Status', text),
        difference: maybe('Difference', text),
      }),
    ),
  }),
)
