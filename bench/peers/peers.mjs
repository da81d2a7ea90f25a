// What a user might take instead, each told to do the same with a message as far as it can: answer 202 with a document
// made of the request, and post one callback. Each is installed into a folder of its own.
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, start } from '../lib/ends.mjs'
import { npm, temporaryFolder } from '../lib/installed.mjs'
import { sleep } from '../lib/process.mjs'

const path = '/api/v2/users/9900001/messages'
const body = JSON.stringify({
  ...{ from: '+19192955001', to: '+19195550100', text: 'Good morning', applicationId: 'an-application' },
})

const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }

/** Makes files in a folder with the package, starts it on a port, and waits until it answers the message. */
async function started(name, version, begin) {
  const folder = temporaryFolder('peer')
  npm(folder, 'install', `${name}@${version}`)
  const port = await freePort()
  const child = begin(folder, port)
  for (let time = 0; time < 300; time++) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, request).catch(() => undefined)
    if (answer?.status === 202) return { child, port, path, body }
    if (answer) throw new Error(`${name} answered ${answer.status}: ${await answer.text()}`)
    await sleep(200)
  }
  throw new Error(`${name} did not answer within a minute`)
}

const written = (folder, name, document) => {
  writeFileSync(join(folder, name), typeof document === 'string' ? document : JSON.stringify(document))
  return join(folder, name)
}

/** Answers an example of a specification. It posts to a URL that the specification names; the body is an example, too. */
const prism = (receiver) =>
  started('@stoplight/prism-cli', '5', (folder, port) => {
    const texts = (...names) => ({
      ...{ type: 'object', required: names },
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    })
    const content = (schema, example) => ({ content: { 'application/json': { schema, example } } })
    const message = { id: 'prism-1', ...JSON.parse(body) }
    const callback = {
      post: {
        requestBody: content({ type: 'array', items: texts('type') }, [{ type: 'message-delivered', message }]),
        responses: { 200: { description: 'taken' } },
      },
    }
    const operation = {
      requestBody: { required: true, ...content(texts('from', 'to', 'text', 'applicationId'), JSON.parse(body)) },
      responses: { 202: { description: 'accepted', ...content(texts('id', 'from', 'to', 'text'), message) } },
      callbacks: { delivered: { [`http://127.0.0.1:${receiver}/callbacks`]: callback } },
    }
    const paths = { '/api/v2/users/{userId}/messages': { post: operation } }
    const parameters = [{ name: 'userId', in: 'path', required: true, schema: { type: 'string' } }]
    paths['/api/v2/users/{userId}/messages'].parameters = parameters
    const document = { openapi: '3.0.3', info: { title: 'Messages', version: '1' }, paths }
    const file = written(folder, 'openapi.json', document)
    const script = join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js')
    return start(process.execPath, [script, 'mock', file, '--port', String(port), '--verboseLevel', 'silent'])
  })

/** Answers a template, and posts a template to a URL of its configuration. */
const mockoon = (receiver) =>
  started('@mockoon/cli', '9', (folder, port) => {
    const uuid = (nth) => `00000000-0000-4000-8000-00000000000${nth}`
    const field = (name) => `"${name}": "{{body '${name}'}}"`
    const message = `{ "id": "{{guid}}", ${['from', 'to', 'text', 'applicationId'].map(field).join(', ')} }`
    const headers = [{ key: 'Content-Type', value: 'application/json' }]
    const response = {
      ...{ uuid: uuid(1), statusCode: 202, body: message, headers, default: true, bodyType: 'INLINE' },
      callbacks: [{ uuid: uuid(2), latency: 0 }],
    }
    const route = { uuid: uuid(3), type: 'http', method: 'post', endpoint: path.slice(1), responses: [response] }
    const callback = {
      ...{ uuid: uuid(2), id: 'told', name: 'told', method: 'post', headers, bodyType: 'INLINE' },
      ...{
        uri: `http://127.0.0.1:${receiver}/callbacks`,
        body: `[{ "type": "message-delivered", "message": ${message} }]`,
      },
    }
    const environment = {
      ...{ uuid: uuid(4), lastMigration: 33, name: 'Messages', port, hostname: '127.0.0.1', routes: [route] },
      ...{ rootChildren: [{ type: 'route', uuid: uuid(3) }], callbacks: [callback] },
    }
    const file = written(folder, 'messages.json', environment)
    const script = join(folder, 'node_modules/@mockoon/cli/bin/run.js')
    const options = ['--repair', '--disable-log-to-file', '--disable-admin-api']
    return start(process.execPath, [script, 'start', '--data', file, ...options], { cwd: folder })
  })

/** Answers a template, and posts a template by its webhook extension. It needs Java. */
const wiremock = (receiver) =>
  started('wiremock', '3', (folder, port) => {
    execFileSync('java', ['-version'], { stdio: 'ignore' })
    const field = (from) => (name) => `"${name}": "{{jsonPath ${from} '$.${name}'}}"`
    const names = ['from', 'to', 'text', 'applicationId']
    const message = (from) => `{ "id": "{{randomValue type='UUID'}}", ${names.map(field(from)).join(', ')} }`
    const headers = { 'Content-Type': 'application/json' }
    const webhook = {
      ...{ method: 'POST', url: `http://127.0.0.1:${receiver}/callbacks`, headers },
      body: `[{ "type": "message-delivered", "message": ${message('originalRequest.body')} }]`,
    }
    const response = { status: 202, headers, body: message('request.body'), transformers: ['response-template'] }
    const mapping = {
      request: { method: 'POST', urlPath: path },
      response,
      serveEventListeners: [{ name: 'webhook', parameters: webhook }],
    }
    const build = join(folder, 'node_modules/wiremock/build')
    const jar = join(
      build,
      readdirSync(build).find((name) => name.endsWith('.jar')),
    )
    execFileSync('mkdir', ['-p', join(folder, 'mappings')])
    written(folder, 'mappings/message.json', mapping)
    const kept = ['--max-request-journal-entries', '10000']
    const options = ['--port', String(port), '--root-dir', folder, '--disable-banner', ...kept]
    return start('java', ['-jar', jar, ...options])
  })

/** Each by its name: how it is started with callbacks to a port, and what has to be known of the comparison. */
export const peers = {
  Prism: { begin: prism, note: 'checks the request; answer and callback are examples, the same for every message' },
  Mockoon: { begin: mockoon, note: 'templates; nothing checked, no record of callbacks' },
  WireMock: { begin: wiremock, note: 'templates; nothing checked; keeps requests' },
}
