import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  certifyAuthority,
  certifyServer,
  createKey,
  type Identity,
  problemOfAuthority,
  problemOfKey,
} from './core/certificates.ts'
import type { Clock } from './core/clock.ts'
import type { TlsFailure } from './core/tls.ts'
import { OptionProblem, type Options } from './options.ts'
import type { Tls } from './server.ts'

const authorityName = 'bandwidth-emulator CA, for tests only'

/** Names by which clients reach an emulator: of this machine, of the vendor's hosts, and those usual in containers. */
const usualNames = [
  'localhost',
  '127.0.0.1',
  '::1',
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

/**
 * What the server needs to take TLS.
 *
 * @param clock - by which certificates are valid: clients know no virtual one
 * @throws OptionProblem when the CA in `tlsDir` cannot be had
 */
export async function prepareTls({ host, publicUrl, tlsDir, tlsHost }: Options, clock: Clock): Promise<Tls> {
  const now = clock.now()
  const authority = tlsDir ? await authorityIn(tlsDir, now) : await createAuthority(now)
  // An address of one machine alone, such as fe80::1%eth0, is nothing to put into a certificate.
  const own = ['0.0.0.0', '::'].includes(host) || host.includes('%') ? [] : [host]
  const published = publicUrl ? [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')] : []
  const names = [...new Set([...usualNames, ...own, ...published, ...tlsHost].map((name) => name.toLowerCase()))]
  return {
    ca: authority.certificate,
    issue: () => certifyServer(authority, names, clock.now()),
    explain: (failure) => explain(failure, names),
    clock,
  }
}

/** Alerts of clients that do not take a certificate, whether for its CA or for its names. */
const refusals = /_ALERT_(BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/

function explain({ code = '', reason, servername }: TlsFailure, names: readonly string[]): string {
  const trust = 'give it the certificate at GET /_emulator/ca.pem (docs/tls.md says how)'
  // What else a client may send is no name, and nothing to repeat in a log.
  const name = /^[\w.-]+$/.test(servername ?? '') ? servername?.toLowerCase() : undefined
  const isNamed = name === undefined || names.some((each) => each === name || each === name.replace(/^[^.]+/, '*'))
  if (code.endsWith('_ALERT_UNKNOWN_CA')) return `A client does not trust the CA: ${trust}.`
  const refused = refusals.test(code)
  if (!refused && code !== 'ECONNRESET') return `A TLS handshake failed: ${reason}. TLS 1.2 and 1.3 are taken.`
  const what = refused ? 'A client does not take the certificate' : 'A client hung up before it asked anything'
  return isNamed
    ? `${what}, most likely as it does not trust the CA: ${trust}.`
    : `${what}: the certificate does not name '${name}'; start with --tls-host ${name}.`
}

async function createAuthority(now: number): Promise<Identity> {
  const key = await createKey()
  return { key, certificate: await certifyAuthority(key, authorityName, now) }
}

/**
 * The CA in a folder; one is made where there is none yet. Several processes may do so at once: whose key is there
 * first is the one that counts, and a certificate that is missing is made anew from the key.
 *
 * @param now - epoch ms
 * @throws OptionProblem for a folder or a file that cannot be read, written or used
 */
export async function authorityIn(folder: string, now: number): Promise<Identity> {
  const [keyFile, certificateFile] = [join(folder, 'ca-key.pem'), join(folder, 'ca.pem')]
  const refuse = (problem: string) =>
    new OptionProblem(`tlsDir: ${problem}; remove ${keyFile} and ${certificateFile} to have a new CA made.`)
  try {
    await mkdir(folder, { recursive: true })
    const found = await contentOf(certificateFile)
    const key = (await contentOf(keyFile)) ?? (found ? undefined : await publish(keyFile, await createKey(), 0o600))
    if (key === undefined) throw refuse(`${certificateFile} is there without its key`)
    const problem = problemOfKey(key)
    if (problem) throw refuse(`${keyFile}: ${problem}`)
    const certificate =
      found ?? (await publish(certificateFile, await certifyAuthority(key, authorityName, now), 0o644))
    const authority = { key, certificate }
    const unusable = problemOfAuthority(authority, now)
    if (unusable) throw refuse(`${certificateFile}: ${unusable}`)
    return authority
  } catch (error) {
    if (error instanceof OptionProblem) throw error
    throw new OptionProblem(`tlsDir: ${(error as Error).message}; give a folder that this user may read and write.`)
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

/** Writes a file at once and whole, unless it is there already; gives what is there now. */
async function publish(file: string, text: string, mode: number): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text, { mode, flag: 'wx' })
  try {
    await link(draft, file)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFile(file, 'utf8')
  } finally {
    await rm(draft)
  }
}
