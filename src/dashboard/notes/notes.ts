import type { Row } from '../../core/table.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { addNote, notesOf, replaceNote } from '../../domain/note.ts'
import { notifyNote } from '../../domain/subscription.ts'
import { documentedPath, type Operation } from '../../http/operation.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import { noteDocument, notesResponse } from './notes.xml.ts'

/** What has notes: an order of some kind. */
export interface Noted<Path extends string> {
  /** As in the operations' names: `Order` makes `ListOrderNotes`. */
  readonly noun: string
  /** Of one order; its id is the parameter `orderId`. */
  readonly path: Path
  /** Finds the order, or throws the fault that it has when there is none. */
  readonly find: (emulator: Emulator, accountId: string, orderId: string) => Row
  /** What backs it, where that is not the Dashboard reference. */
  readonly backing?: Pick<Operation, 'evidence' | 'source'>
}

const documented = { evidence: 'documented', source: 'Dashboard reference 2021; SDK fixtures' } as const

/** The notes of orders of one kind. */
export function noteOperations<Path extends `${string}/:orderId`>({
  noun,
  path,
  find,
  backing: evidence = documented,
}: Noted<Path>): Operation[] {
  const [, , , orderType = ''] = path.split('/')
  const orderIn = (emulator: Emulator, { account, params }: { account: Row; params: unknown }) =>
    find(emulator, account.id, (params as { orderId: string }).orderId)
  return [
    endpoint({
      ...{ name: `List${noun}Notes`, method: 'get', path: `${path}/notes`, ...evidence },
      answers: notesResponse,
      handle(emulator, request) {
        const notes = notesOf(emulator, orderIn(emulator, request))
        return notes.length > 0 ? { notes } : new Bare(204)
      },
    }),

    endpoint({
      ...{ name: `Create${noun}Note`, method: 'post', path: `${path}/notes`, ...evidence },
      accepts: noteDocument,
      failsIn: 'NoteResponse',
      handle(emulator, request) {
        const { params, body, user, trace } = request
        const order = orderIn(emulator, request)
        const note = addNote(emulator, order, body, user)
        notifyNote(emulator, orderType, order, note, trace)
        const location = Object.entries(params as Record<string, string>).reduce(
          (text, [name, value]) => text.replace(`{${name}}`, value),
          documentedPath(`${path}/notes`),
        )
        return new Created(`${location}/${note.id}`)
      },
    }),

    endpoint({
      ...{ name: `Update${noun}Note`, method: 'put', path: `${path}/notes/:noteId`, ...evidence },
      accepts: noteDocument,
      failsIn: 'NoteResponse',
      handle(emulator, request) {
        const { noteId } = request.params as unknown as { noteId: string }
        replaceNote(emulator, orderIn(emulator, request), noteId, request.body, request.user)
        return new Bare(200)
      },
    }),
  ]
}
