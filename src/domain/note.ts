import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

/** A remark on an order, a disconnect or another kind of order. */
export interface Note extends Row {
  readonly orderId: string
  readonly userId: string
  readonly description: string
  /** Epoch ms. */
  readonly lastModifiedAt: number
}

export interface NoteDraft {
  readonly userId?: string | undefined
  readonly description?: string | undefined
}

export function notesOf({ store }: Emulator, { accountId, id }: Row): Note[] {
  return store.notes.by('order', id).filter((note) => note.accountId === accountId)
}

/**
 * Adds a note to an order of any kind.
 *
 * @param login - the name of the user that asks; a note is signed with it
 * @throws Fault NoteUserRequired, NoteUserNotLogin, NoteDescriptionTooLong
 */
export function addNote(emulator: Emulator, { accountId, id: orderId }: Row, draft: NoteDraft, login: string): Note {
  const { store, ids, clock } = emulator
  const id = ids.serial('note', 11_425)
  return store.notes.put({ accountId, id, orderId, ...checked(draft, login), lastModifiedAt: clock.now() })
}

/** @throws Fault NoteNotFound, and as {@link addNote} */
export function replaceNote(
  { store, clock }: Emulator,
  { accountId, id: orderId }: Row,
  noteId: string,
  draft: NoteDraft,
  login: string,
): Note {
  const note = store.notes.get(accountId, noteId)
  if (note?.orderId !== orderId) throw new Fault('NoteNotFound')
  return store.notes.put({ ...note, ...checked(draft, login), lastModifiedAt: clock.now() })
}

function checked({ userId, description = '' }: NoteDraft, login: string): Pick<Note, 'userId' | 'description'> {
  if (!userId) throw new Fault('NoteUserRequired')
  if (userId !== login) throw new Fault('NoteUserNotLogin', { userId, login })
  if (description.length > 500) throw new Fault('NoteDescriptionTooLong')
  return { userId, description }
}
