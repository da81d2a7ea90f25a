/** A block of a stream of server-sent events; one without an event only says where the stream is. */
export interface EventBlock {
  readonly event: string | undefined
  readonly id: string | undefined
  readonly data: string
}

/** Reads a stream of server-sent events, as far as the emulator writes them: one line of data each. */
export async function* eventBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<EventBlock> {
  const decoder = new TextDecoder()
  let begun = ''
  for await (const chunk of chunks) {
    const blocks = (begun + decoder.decode(chunk, { stream: true })).split('\n\n')
    begun = blocks.pop() as string
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) as [string, string]))
      yield { event: fields.get('event'), id: fields.get('id'), data: fields.get('data') ?? '' }
    }
  }
}
