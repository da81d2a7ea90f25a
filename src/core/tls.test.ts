import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { certifyAuthority, certifyServer, createKey } from './certificates.ts'
import { type TlsFailure, takeTls } from './tls.ts'

it("keeps to the server's time limits, and does not take who was cut by them for one that hung up", async () => {
  const key = await createKey()
  const authority = { key, certificate: await certifyAuthority(key, 'a CA', Date.now()) }
  const server = createServer({ headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 })
  const failures: TlsFailure[] = []
  const taken = takeTls(server, await certifyServer(authority, ['localhost'], Date.now()), (failure) =>
    failures.push(failure),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    taken.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.certificate })
  const [answer] = (await once(client, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  await once(client, 'close')
  expect(failures).toEqual([])
})
