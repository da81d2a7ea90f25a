import { waysOf } from './channel.ts'
import type { Emulator } from './emulator.ts'
import type { Fate } from './fate.ts'
import { Fault } from './fault.ts'
import { concludeAs, type Message, type Recipient } from './message.ts'

/** What a message is to come to, by hand. */
export interface Transition {
  readonly to: 'delivered' | 'failed'
  /** The vendor's code, when failed. */
  readonly errorCode?: number | undefined
  /** One of them; all that have not come to that yet when not given. */
  readonly recipient?: string | undefined
}

/**
 * Concludes a message that is under way now, or tells another fate of one that has been told already. Its application is
 * told as always.
 *
 * @throws Fault RecordNotFound, MessageStateUnfit
 */
export function transitionMessage(emulator: Emulator, messageId: string, transition: Transition): Message {
  const message = getMessage(emulator, messageId)
  if (message.direction === 'in') {
    throw new Fault('MessageStateUnfit', {
      problem: `Message ${messageId} came in: only one that was sent is delivered or fails`,
    })
  }
  const { to: state, errorCode, recipient } = transition
  const named = message.recipients.filter(({ to }) => recipient === undefined || to === recipient)
  if (named.length === 0) throw new Fault('RecordNotFound', { kind: 'recipient', id: recipient })
  const others = named.filter((each) => each.state !== state || each.errorCode !== errorCode)
  if (others.length === 0) {
    const problem =
      `Message ${messageId} has ${state} already${errorCode === undefined ? '' : ` with ${errorCode}`}; ` +
      'to tell that again, duplicate its callback'
    throw new Fault('MessageStateUnfit', { problem })
  }
  for (const each of others)
    conclude(emulator, messageId, each, { state, reason: 'It was told so by hand.', errorCode })
  return getMessage(emulator, messageId)
}

function conclude(
  emulator: Emulator,
  messageId: string,
  { to, state }: Recipient,
  { errorCode, ...rest }: Omit<Fate, 'errorCode'> & { readonly errorCode?: number | undefined },
): void {
  const message = getMessage(emulator, messageId)
  const fate = { ...rest, ...(errorCode !== undefined && { errorCode }) }
  callOff(emulator, message, to)
  const [first = message] = state === 'pending' ? waysOf(message) : [message]
  concludeAs(emulator, message, to, { message: first, fate })
}

/** What was to be told of it is not. */
function callOff({ agenda }: Emulator, { accountId, id }: Message, recipient: string): void {
  agenda.clear(accountId, (job) => {
    if (job.kind === 'message.conclude') return job.messageId === id && job.to === recipient
    const isNews = job.kind === 'message.announce' || job.kind === 'message.read'
    return isNews && job.message.id === id && job.to === recipient
  })
}

function getMessage({ store }: Emulator, id: string): Message {
  const message = store.messages.get(id)
  if (!message) throw new Fault('RecordNotFound', { kind: 'message', id })
  return message
}
