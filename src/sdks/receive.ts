import type { Message } from '../domain/message.ts'
import { literalIn } from './recipe.ts'

/** What the library is called as a choice beside the recipes. */
export const library = 'bandwidth-emulator'

/**
 * Has a message come in once more, by the library.
 *
 * @param url - of the control API, without a path
 */
export function receivingFileOf(message: Message, url: string): string {
  return `import { connect } from '${library}'

const bandwidth = await connect(${literal(url)})
await bandwidth.receive(${literal(inboundOf(message))})
await bandwidth.close()
`
}

/** The message as `receive` takes it. */
function inboundOf({ type, from, to, owner, text, media, ...message }: Message): Readonly<Record<string, unknown>> {
  const { suggestionResponse, locationResponse, applicationId } = message
  const said = text !== '' || (!media?.length && !suggestionResponse && !locationResponse) ? text : undefined
  if (type !== 'rcs') return { from, to, text: said, media }
  return { channel: 'RBM', from, to: owner, applicationId, text: said, media, suggestionResponse, locationResponse }
}

/** A value as JavaScript writes it. */
function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return literalIn('JavaScript', value)
  if (Array.isArray(value)) return `[${value.map((each) => literal(each)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${indent}  ${name}: ${literal(member, `${indent}  `)},`)
  return `{\n${members.join('\n')}\n${indent}}`
}
