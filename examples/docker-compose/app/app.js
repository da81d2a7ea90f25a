import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const {
  PORT = '3000',
  HOST,
  BANDWIDTH_MESSAGING_URL,
  BANDWIDTH_ACCOUNT_ID,
  BANDWIDTH_USERNAME,
  BANDWIDTH_PASSWORD,
  BANDWIDTH_APPLICATION_ID,
  BANDWIDTH_FROM,
} = process.env

/** What became of each message, by its id. */
const outcomes = new Map()

async function sendMessage(to, text) {
  const response = await fetch(`${BANDWIDTH_MESSAGING_URL}/users/${BANDWIDTH_ACCOUNT_ID}/messages`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${btoa(`${BANDWIDTH_USERNAME}:${BANDWIDTH_PASSWORD}`)}`,
    },
    body: JSON.stringify({ applicationId: BANDWIDTH_APPLICATION_ID, from: BANDWIDTH_FROM, to: [to], text }),
  })
  if (!response.ok) throw new Error(`Bandwidth answered ${response.status}: ${await response.text()}`)
  return (await response.json()).id
}

const routes = {
  'GET /health': async () => ({ status: 200, body: {} }),

  /** Sends a text message: `{ "to": "+1...", "text": "..." }`. */
  'POST /notify': async (request) => {
    const { to, text } = await json(request)
    return { status: 202, body: { id: await sendMessage(to, text) } }
  },

  'GET /outcomes': async () => ({ status: 200, body: Object.fromEntries(outcomes) }),

  /** Bandwidth's callbacks: what became of a message, and messages that people sent to us. */
  'POST /callbacks': async (request) => {
    for (const { type, message } of await json(request)) {
      if (type === 'message-received') await sendMessage(message.from, `You said: ${message.text}`)
      else outcomes.set(message.id, type)
    }
    return { status: 200, body: {} }
  },
}

const server = createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`]
  const { status, body } = await (route?.(request) ?? Promise.resolve({ status: 404, body: {} })).catch((error) => ({
    status: 502,
    body: { error: error.message },
  }))
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
})

server.listen({ port: Number(PORT), host: HOST }, () => console.log(`listening on port ${server.address().port}`))
