import { dateTime, document, element, many, maybe, one, text } from '../../xml/index.ts'

const draft = { userId: maybe('UserId', text), description: maybe('Description', text) }

export const noteDocument = document('Note', element(draft))
export const notesResponse = document(
  'Notes',
  element({
    notes: many('Note', element({ id: one('Id', text), ...draft, lastModifiedAt: one('LastDateModifier', dateTime) })),
  }),
)
