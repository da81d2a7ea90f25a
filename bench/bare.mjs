// What Node can do at best: it parses the JSON, answers 202, and posts one callback over a connection that is kept.
// usage: node bench/bare.mjs <port of the receiver>; it prints its own
import { createServer } from 'node:http'
import { client, requestBytes } from './lib/wire.mjs'

const receiver = Number(process.argv[2])
/** As many side by side as the emulator has. */
const most = 32
let opened = 0
const idle = []
const waiting = []

async function post(bytes) {
  const connection = idle.pop() ?? (opened++ < most ? client(receiver) : undefined)
  if (!connection) return void waiting.push(bytes)
  await connection.ask(bytes)
  idle.push(connection)
  const next = waiting.shift()
  if (next) post(next)
}

let serial = 0
const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const { from, to, text, applicationId } = JSON.parse(Buffer.concat(chunks).toString())
    const time = new Date().toISOString()
    const message = { id: `bare-${++serial}`, owner: from, applicationId, time, segmentCount: 1, direction: 'out' }
    const answer = JSON.stringify({ ...message, to: [to], from, text })
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) }
    response.writeHead(202, headers).end(answer)
    const event = { time, type: 'message-delivered', to, description: 'ok', message: { ...message, to: [to], from } }
    post(requestBytes('POST', '/callbacks', 'application/json', JSON.stringify([event])))
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
