// A bare server that reads a request to its end and gives one and the same answer.
// usage: node bench/bare-answer.mjs <status> <content type> <body in base64>; it prints its port
import { createServer } from 'node:http'

const [status, type, body] = process.argv.slice(2)
const answer = Buffer.from(body, 'base64')
const headers = { 'Content-Type': type, 'Content-Length': answer.length }
const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    Buffer.concat(chunks).toString()
    response.writeHead(Number(status), headers).end(answer)
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
