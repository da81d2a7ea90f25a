import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import supertest from 'supertest'
import { Agent, fetch as undiciFetch } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prepareTls } from '../src/authority.ts'
import { controlsOf } from '../src/control/index.ts'
import { SteeredClock, systemClock } from '../src/core/clock.ts'
import { type BandwidthEmulator, OptionProblem, startEmulator } from '../src/index.ts'
import { chooseFrom, portLimitsOf } from '../src/options.ts'
import { createApp, listen } from '../src/server.ts'
import { start } from '../src/start.ts'
import { fixture } from './support/dashboard.ts'
import { messaging, sendMessage, startTestEmulator } from './support/emulator.ts'
import { clientHello, connectPlain, connectTls, getOverTls, portOf, readToEnd } from './support/tls.ts'

const dayMs = 86_400_000
const namesInCertificate = [
  'localhost',
  'dashboard.bandwidth.com',
  'messaging.bandwidth.com',
  'api.bandwidth.com',
  'api.catapult.inetwork.com',
  'test.dashboard.bandwidth.com',
  'mfa.bandwidth.com',
  'voice.bandwidth.com',
  'numbers.bandwidth.com',
  'bandwidth-emulator',
  'host.docker.internal',
]

/** An undici agent that trusts the emulator's CA. */
function trusting({ ca }: BandwidthEmulator): Agent {
  const agent = new Agent({ connect: { ca: ca as string } })
  onTestFinished(() => agent.destroy())
  return agent
}

/** The sentences on record about what was no request. */
const garbage = async (bandwidth: BandwidthEmulator) =>
  (await bandwidth.requests.waitFor({ api: 'none' })).flatMap(({ warnings }) => warnings)

const notTrusted = 'give it the certificate at GET /_emulator/ca.pem (docs/tls.md says how).'

describe('TLS', () => {
  it('is off unless asked for: no https URL, no CA, and a client that tries is told how', async () => {
    const bandwidth = await startTestEmulator()
    expect(bandwidth).not.toHaveProperty('httpsUrl')
    expect(bandwidth).not.toHaveProperty('ca')
    await expect(connectTls(bandwidth)).rejects.toThrow()
    expect(await garbage(bandwidth)).toEqual([
      'A client speaks TLS, but this port takes plain HTTP: use an http:// URL, or start with --tls.',
    ])
    const { status, headers, body } = await supertest(bandwidth.url).get('/_emulator/ca.pem')
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
    expect(body).toMatchObject({ title: 'There is no CA, as TLS is off; start with --tls', fault: 'TlsOff' })
  })

  it('serves HTTPS beside HTTP on the one port', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    expect(bandwidth.httpsUrl).toBe(bandwidth.url.replace('http:', 'https:'))
    const plain = await fetch(`${bandwidth.url}/_emulator/livez`)
    const secure = await undiciFetch(`${bandwidth.httpsUrl}/_emulator/livez`, { dispatcher: trusting(bandwidth) })
    expect([await plain.json(), await secure.json()]).toEqual([{ status: 'live' }, { status: 'live' }])
  })

  it('leads on by https whoever came by https', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const sites = '/api/accounts/9900001/sites'
    const ask = (url: string) =>
      undiciFetch(`${url}${sites}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/xml', Authorization: `Basic ${btoa('user:password')}` },
        body: fixture('CreateSite.request'),
        dispatcher: trusting(bandwidth),
      })
    const [secure, plain] = [await ask(bandwidth.httpsUrl as string), await ask(bandwidth.url)]
    expect([secure.status, plain.status]).toEqual([201, 201])
    expect(secure.headers.get('location')).toMatch(`${bandwidth.httpsUrl}${sites}/`)
    expect(plain.headers.get('location')).toMatch(`${bandwidth.url}${sites}/`)
  })

  it.each(['http', 'https'])('says at %s where HTTPS is, in the info', async (scheme) => {
    const bandwidth = await startTestEmulator({ tls: true })
    const base = bandwidth.url.replace('http:', `${scheme}:`)
    const response = await undiciFetch(`${base}/_emulator/v1/info`, { dispatcher: trusting(bandwidth) })
    expect(await response.json()).toMatchObject({
      urls: { messagingUrl: `${base}/api/v2`, httpsUrl: bandwidth.httpsUrl },
      options: { tls: { value: true, from: 'library' } },
    })
  })

  it('takes 50 connections at once, every other one TLS', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const { accountId, applicationId, telephoneNumbers } = bandwidth.world
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const dispatcher = trusting(bandwidth)
        const url = at % 2 ? bandwidth.httpsUrl : bandwidth.url
        const response = await undiciFetch(`${url}/api/v2/users/${accountId}/messages`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('user:password')}` },
          body: JSON.stringify({ from: telephoneNumbers[0], to: '+19195550100', text: `${at}`, applicationId }),
          dispatcher,
        })
        return response.status
      }),
    )
    expect(statuses).toEqual(Array(50).fill(202))
    const sent = await bandwidth.messages.list()
    expect(new Set(sent.map(({ text }) => text)).size).toBe(50)
  })

  it('keeps connections alive and takes pipelined requests, by HTTP and by HTTPS', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    for (const socket of [await connectPlain(bandwidth.url), await connectTls(bandwidth)]) {
      const get = (path: string, more = '') => `GET /_emulator/${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
      socket.write(get('livez'))
      const [first] = (await once(socket, 'data')) as [Buffer]
      expect(first.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      socket.write(get('livez') + get('readyz', 'Connection: close\r\n'))
      const rest = await readToEnd(socket)
      expect(rest.match(/HTTP\/1\.1 200 OK\r\n/g)).toHaveLength(2)
      expect(rest).toMatch(/"live"(.|\s)*"ready"/)
    }
  })

  it('takes a request that comes in pieces, the first a single byte', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const socket = await connectPlain(bandwidth.url)
    socket.setNoDelay(true)
    const { accountId, applicationId, telephoneNumbers } = bandwidth.world
    const body = JSON.stringify({ from: telephoneNumbers[0], to: '+19195550100', text: 'slow', applicationId })
    const head =
      `POST /api/v2/users/${accountId}/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
      `Authorization: Basic ${btoa('user:password')}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`
    for (const piece of ['P', head.slice(1), body.slice(0, 5), body.slice(5)]) {
      socket.write(piece)
      // A whole exchange on another connection: by then the piece has been read.
      await supertest(bandwidth.url).get('/_emulator/livez')
    }
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/)
  })

  it('puts what is not HTTP on record, by TCP and by TLS, and answers 400', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    for (const socket of [await connectPlain(bandwidth.url), await connectTls(bandwidth)]) {
      socket.write('NONSENSE\r\n\r\n')
      expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    }
    expect(await bandwidth.requests.list({ api: 'none' })).toMatchObject([
      { status: 400, body: { text: 'NONSENSE\r\n\r\n' }, warnings: [expect.stringMatching(/^Not HTTP: /)] },
      { status: 400, body: { text: 'NONSENSE\r\n\r\n' }, warnings: [expect.stringMatching(/^Not HTTP: /)] },
    ])
  })

  it.each(namesInCertificate)('is trusted as %s by a client that has the CA', async (servername) => {
    const bandwidth = await startTestEmulator({ tls: true })
    const { authorized, authorizationError } = await connectTls(bandwidth, { servername })
    expect([authorized, authorizationError]).toEqual([true, null])
  })

  it('is trusted by its addresses', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const certificate = (await connectTls(bandwidth)).getPeerX509Certificate()
    expect(certificate?.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate?.checkIP('::1')).toBe('::1')
    const response = await undiciFetch(`${bandwidth.httpsUrl}/_emulator/livez`, { dispatcher: trusting(bandwidth) })
    expect([new URL(response.url).hostname, response.status]).toEqual(['127.0.0.1', 200])
  })

  it('is trusted by the names and addresses of tlsHost, and by that of publicUrl', async () => {
    const bandwidth = await startTestEmulator({
      tlsHost: ['bw.test', '*.Stage.Test', '10.0.0.5', 'fd00::5'],
      publicUrl: 'http://Emulator:9190',
    })
    for (const servername of ['bw.test', 'a.stage.test', 'emulator']) {
      expect((await connectTls(bandwidth, { servername })).authorized).toBe(true)
    }
    const certificate = (await connectTls(bandwidth)).getPeerX509Certificate()
    for (const address of ['10.0.0.5', 'fd00::5']) expect(certificate?.checkIP(address)).toBe(address)
    await expect(connectTls(bandwidth, { servername: 'a.b.stage.test' })).rejects.toThrow('altnames')
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['fd00::7', 'FD00:0:0:0:0:0:0:7'],
    ['emulator.test', undefined],
  ])('names the host it listens at, such as %s, in its certificate', async (host, address) => {
    const { issue } = await prepareTls(chooseFrom({ tls: true, host }).options, systemClock)
    const certificate = new X509Certificate((await issue()).certificate)
    expect(certificate.subjectAltName).toContain(address ? `IP Address:${address}` : `DNS:${host}`)
  })

  it.each(['0.0.0.0', '::', 'fe80::1%eth0'])('names no host when it listens at %s', async (host) => {
    const { issue } = await prepareTls(chooseFrom({ tls: true, host }).options, systemClock)
    const usual = await (await prepareTls(chooseFrom({ tls: true }).options, systemClock)).issue()
    const namesIn = ({ certificate }: { certificate: string }) => new X509Certificate(certificate).subjectAltName
    expect(namesIn(await issue())).toBe(namesIn(usual))
  })

  it.each(['a b', 'bw.test:443', '*', '*.test', '-bw', 'https://bw.test', 'fe80::1%eth0'])(
    'takes no name such as %j for tlsHost',
    async (name) => {
      const starting = startEmulator({ tlsHost: [name] })
      await expect(starting).rejects.toThrow(`tlsHost: '${name}' cannot be taken: expected names`)
      await expect(starting).rejects.toBeInstanceOf(OptionProblem)
    },
  )

  it('routes by path, whatever the host', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const { id } = await sendMessage(bandwidth)
    const ask = (path: string, host: string) => getOverTls(bandwidth, path, host)
    for (const host of ['dashboard.bandwidth.com', 'test.dashboard.bandwidth.com', 'api.catapult.inetwork.com']) {
      expect(await ask('/api/accounts/9900001/sites', host)).toMatchObject({
        status: 200,
        text: expect.stringContaining('<SitesResponse>'),
      })
      expect(await ask('/_emulator/v1/info', host)).toMatchObject({ status: 200 })
    }
    for (const host of ['messaging.bandwidth.com', 'api.bandwidth.com', 'dashboard.bandwidth.com']) {
      expect(await ask(`/_emulator/v1/messages/${id}`, host)).toMatchObject({ status: 200 })
      const sent = await messaging(`${bandwidth.url}/api/v2`)
        .post('/users/9900001/messages')
        .set('Host', host)
        .send({ from: '+19192955001', to: '+19195550100', text: 'x', applicationId: bandwidth.world.applicationId })
      expect(sent.status).toBe(202)
    }
  })

  it('gives its CA to anybody: without a token, by any name', async () => {
    const bandwidth = await startTestEmulator({ tls: true, controlToken: 'secret' })
    const { status, headers, text } = await supertest(bandwidth.url)
      .get('/_emulator/ca.pem')
      .buffer()
      .set('Host', 'emulator.internal')
    expect([status, headers['content-type'], text]).toEqual([200, 'application/x-pem-file', bandwidth.ca])
    expect((await supertest(bandwidth.url).get('/_emulator/v1/info')).status).toBe(401)
  })

  it('makes a CA that signs servers alone, and a server certificate that clients take', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const ca = new X509Certificate(bandwidth.ca as string)
    const server = (await connectTls(bandwidth)).getPeerX509Certificate() as X509Certificate
    const daysOf = ({ validFrom, validTo }: X509Certificate) => (Date.parse(validTo) - Date.parse(validFrom)) / dayMs
    expect([ca.ca, ca.verify(ca.publicKey), Math.round(daysOf(ca) / 365.25)]).toEqual([true, true, 10])
    expect([server.ca, server.verify(ca.publicKey), server.checkIssued(ca)]).toEqual([false, true, true])
    expect(daysOf(server)).toBe(397)
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
    expect(Date.parse(server.validFrom)).toBeLessThan(Date.now() - dayMs / 2)
  })

  it('makes a CA of its own at each start when there is no folder for one', async () => {
    const [one, other] = [await startTestEmulator({ tls: true }), await startTestEmulator({ tls: true })]
    expect(one.ca).not.toBe(other.ca)
    await expect(connectTls(one, { ca: other.ca as string })).rejects.toThrow()
  })

  it('is trusted whatever a virtual clock says', async () => {
    const bandwidth = await startTestEmulator({ tls: true, clock: 'virtual' })
    await bandwidth.clock.advance('8000d')
    expect((await connectTls(bandwidth)).authorized).toBe(true)
  })

  it('takes TLS 1.2 and 1.3, and says so to what is older', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const protocols = (['TLSv1.2', 'TLSv1.3'] as const).map(async (maxVersion) =>
      (await connectTls(bandwidth, { maxVersion })).getProtocol(),
    )
    expect(await Promise.all(protocols)).toEqual(['TLSv1.2', 'TLSv1.3'])
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await expect(connectTls(bandwidth, old)).rejects.toThrow('alert protocol version')
    expect(await garbage(bandwidth)).toContainEqual(
      'A TLS handshake failed: unsupported protocol. TLS 1.2 and 1.3 are taken.',
    )
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'puts a client of Node on record that does not trust the CA, with %s',
    async (maxVersion) => {
      const bandwidth = await startTestEmulator({ tls: true })
      await expect(connectTls(bandwidth, { maxVersion, ca: [] })).rejects.toThrow('unable to verify')
      expect(await garbage(bandwidth)).toEqual([
        `A client hung up before it asked anything, most likely as it does not trust the CA: ${notTrusted}`,
      ])
      expect(await bandwidth.requests.list()).toMatchObject([{ status: 400, method: '', path: '' }])
    },
  )

  it.each([
    [48, 'localhost', `A client does not trust the CA: ${notTrusted}`],
    [48, 'other.test', `A client does not trust the CA: ${notTrusted}`],
    [46, 'localhost', `A client does not take the certificate, most likely as it does not trust the CA: ${notTrusted}`],
    [
      42,
      'other.test',
      "A client does not take the certificate: the certificate does not name 'other.test'; start with --tls-host other.test.",
    ],
    [80, 'localhost', 'A TLS handshake failed: tlsv1 alert internal error. TLS 1.2 and 1.3 are taken.'],
  ])('puts the alert %i of a client that asked for %s on record in words', async (alert, servername, words) => {
    const bandwidth = await startTestEmulator({ tls: true })
    const socket = await connectPlain(bandwidth.url)
    socket.write(await clientHello(servername))
    await once(socket, 'data')
    // A fatal alert of TLS 1.2, as OpenSSL, Java and Go send it: RFC 5246, 7.2.
    socket.write(Buffer.from([0x15, 3, 3, 0, 2, 2, alert]))
    expect(await garbage(bandwidth)).toEqual([words])
  })

  it('puts a client on record that calls it by a name that the certificate does not have', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    await expect(connectTls(bandwidth, { servername: 'bw.internal' })).rejects.toThrow('altnames')
    expect(await garbage(bandwidth)).toEqual([
      "A client hung up before it asked anything: the certificate does not name 'bw.internal'; start with --tls-host bw.internal.",
    ])
  })

  it('survives a handshake that is broken off, and one that is garbage', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const hello = await clientHello('localhost')
    for (const part of [hello.subarray(0, 1), hello.subarray(0, 60), Buffer.from('\x16\x03\x01\x00\x05nonsense')]) {
      ;(await connectPlain(bandwidth.url)).end(part)
    }
    await bandwidth.requests.waitFor({ api: 'none', count: 3 })
    expect(await getOverTls(bandwidth, '/_emulator/livez')).toMatchObject({ status: 200 })
  })

  it('says nothing of a connection that ends without a word', async () => {
    const bandwidth = await startTestEmulator({ tls: true })
    const socket = await connectPlain(bandwidth.url)
    socket.end()
    await once(socket, 'close')
    expect(await bandwidth.requests.list()).toEqual([])
  })

  it('closes whatever clients do: say nothing, stop in a handshake, keep connections alive, wait for an answer', async () => {
    const bandwidth = await startTestEmulator({ tlsPort: 0 })
    const hello = await clientHello('localhost')
    for (const url of [bandwidth.url, bandwidth.httpsUrl as string]) {
      await connectPlain(url)
      ;(await connectPlain(url)).write(hello.subarray(0, 60))
      await connectTls(bandwidth)
      expect((await fetch(url.replace('https', 'http').concat('/_emulator/livez'))).status).toBe(200)
    }
    const dispatcher = trusting(bandwidth)
    expect((await undiciFetch(`${bandwidth.httpsUrl}/_emulator/livez`, { dispatcher })).status).toBe(200)
    const waiting = getOverTls(bandwidth, '/_emulator/v1/messages?wait=10m').catch((error: unknown) => error)
    expect((await undiciFetch(`${bandwidth.httpsUrl}/_emulator/v1/info`, { dispatcher })).status).toBe(200)
    await bandwidth.close()
    await expect(connectPlain(bandwidth.url)).rejects.toThrow('ECONNREFUSED')
    await expect(connectTls(bandwidth)).rejects.toThrow('ECONNREFUSED')
    expect(await waiting).toBeInstanceOf(Error)
    // What the emulator cut itself is no client's failure.
    expect(await bandwidth.requests.list()).toEqual([])
  })

  it('serves both on tlsPort as well', async () => {
    const bandwidth = await startTestEmulator({ tlsPort: 0 })
    expect(portOf(bandwidth.httpsUrl as string)).not.toBe(portOf(bandwidth.url))
    const dispatcher = trusting(bandwidth)
    for (const port of [portOf(bandwidth.url), portOf(bandwidth.httpsUrl as string)]) {
      for (const scheme of ['http', 'https']) {
        const response = await undiciFetch(`${scheme}://localhost:${port}/_emulator/livez`, { dispatcher })
        expect(response.status).toBe(200)
      }
    }
  })

  it('throws an OptionProblem for a tlsPort that is taken, and lets the other port go', async () => {
    const taken = portOf((await startTestEmulator()).url)
    const free = await startEmulator()
    await free.close()
    const port = portOf(free.url)
    const starting = startEmulator({ port, tlsPort: taken })
    await expect(starting).rejects.toThrow(
      `port ${taken} is taken; choose another with --tls-port, or --tls-port 0 for any that is free.`,
    )
    await expect(starting).rejects.toBeInstanceOf(OptionProblem)
    await expect(connectPlain(`http://127.0.0.1:${port}`)).rejects.toThrow('ECONNREFUSED')
  })

  it('takes a new certificate before its own ends', async () => {
    const clock = new SteeredClock({ mode: 'virtual', now: Date.now() })
    const chosen = chooseFrom({ port: 0, tls: true })
    const { emulator, close } = await start(chosen, { report: () => {} })
    onTestFinished(close)
    const tls = await prepareTls(chosen.options, clock)
    const listening = await listen(
      createApp(
        emulator,
        controlsOf(chosen, undefined, async () => []),
      ),
      emulator,
      chosen.options,
      portLimitsOf(chosen.options),
      tls,
    )
    onTestFinished(() => listening.close())
    const bandwidth = { ...listening, ca: tls.ca } as unknown as BandwidthEmulator
    const endOf = async () =>
      Date.parse((await connectTls(bandwidth, { rejectUnauthorized: false })).getPeerX509Certificate()?.validTo ?? '')
    const first = await endOf()
    for (let years = 1; years <= 3; years++) {
      clock.moveTo(clock.now() + 300 * dayMs)
      while ((await endOf()) < first + years * 299 * dayMs);
    }
    expect(await endOf()).toBeGreaterThan(clock.now())
  })
})
