import { Agent } from 'undici'
import { onTestFinished } from 'vitest'

/** What the emulator answered to a message. */
interface Accepted {
  readonly status: number
  readonly id: string
}

/** A client that posts JSON over so many connections, which are kept alive; closed with the test. */
export function startPool(connections: number) {
  const agent = new Agent({ connections, pipelining: 1 })
  onTestFinished(() => agent.destroy())
  const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`
  return {
    async post(url: string, body: object): Promise<Accepted> {
      const { origin, pathname } = new URL(url)
      const headers = { authorization, 'content-type': 'application/json' }
      const answer = await agent.request({
        origin,
        path: pathname,
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      const { id } = (await answer.body.json()) as { id: string }
      return { status: answer.statusCode, id }
    },
  }
}
