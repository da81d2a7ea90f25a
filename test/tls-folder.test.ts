import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authorityIn } from '../src/authority.ts'
import { certifyServer } from '../src/core/certificates.ts'
import { OptionProblem, startEmulator } from '../src/index.ts'
import { startTestEmulator } from './support/emulator.ts'
import { connectTls, getOverTls } from './support/tls.ts'

const dayMs = 86_400_000

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('the folder of the CA', () => {
  it('is made, with a CA that the next start uses again', async () => {
    const tlsDir = join(temporaryFolder(), 'not/yet/there')
    const first = await startTestEmulator({ tlsDir })
    const second = await startTestEmulator({ tlsDir })
    expect(readdirSync(tlsDir).sort()).toEqual(['ca-key.pem', 'ca.pem'])
    expect(readFileSync(join(tlsDir, 'ca.pem'), 'utf8')).toBe(first.ca)
    expect(second.ca).toBe(first.ca)
    expect((await connectTls(second, { ca: first.ca as string })).authorized).toBe(true)
  })

  it('keeps the key from others, and no answer shows one', async () => {
    const tlsDir = temporaryFolder()
    const bandwidth = await startTestEmulator({ tlsDir })
    expect(statSync(join(tlsDir, 'ca-key.pem')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(tlsDir, 'ca-key.pem'), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    for (const path of ['/_emulator/v1/info', '/_emulator/ca.pem', '/_emulator/ca-key.pem']) {
      expect((await getOverTls(bandwidth, path)).text).not.toContain('PRIVATE')
    }
  })

  it('has one CA when many start at once', async () => {
    const tlsDir = temporaryFolder()
    const started = await Promise.all(Array.from({ length: 8 }, () => startTestEmulator({ tlsDir })))
    expect(new Set(started.map(({ ca }) => ca)).size).toBe(1)
    expect(readdirSync(tlsDir).sort()).toEqual(['ca-key.pem', 'ca.pem'])
    for (const bandwidth of started) expect((await connectTls(bandwidth)).authorized).toBe(true)
  })

  it('has its certificate made again from the key', async () => {
    const tlsDir = temporaryFolder()
    const { ca } = await startTestEmulator({ tlsDir })
    rmSync(join(tlsDir, 'ca.pem'))
    const bandwidth = await startTestEmulator({ tlsDir })
    expect(bandwidth.ca).not.toBe(ca)
    // The same key under the same name: who trusts the old one goes on to.
    expect((await connectTls(bandwidth, { ca: ca as string })).authorized).toBe(true)
  })

  const key = 'ca-key.pem'
  const certificate = 'ca.pem'
  const notOurs = async (file: string) => {
    const other = temporaryFolder()
    await authorityIn(other, Date.now())
    return readFileSync(join(other, file), 'utf8')
  }
  it.each<[string, (folder: string) => unknown, string]>([
    ['a certificate without its key', (folder) => rmSync(join(folder, key)), 'ca.pem is there without its key'],
    [
      'a certificate that is no CA',
      async (folder) => {
        const server = await certifyServer(await authorityIn(folder, Date.now()), ['localhost'], Date.now())
        writeFileSync(join(folder, key), server.key)
        writeFileSync(join(folder, certificate), server.certificate)
      },
      'ca.pem: the certificate is not that of a CA',
    ],
    [
      'a key of another kind',
      (folder) => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
        writeFileSync(join(folder, key), privateKey.export({ type: 'pkcs8', format: 'pem' }))
      },
      'ca-key.pem: the key is not for ECDSA on the curve P-256',
    ],
    ['an empty key', (folder) => writeFileSync(join(folder, key), ''), 'ca-key.pem: the key cannot be read'],
    [
      'a broken certificate',
      (folder) => writeFileSync(join(folder, certificate), '-----BEGIN CERTIFICATE-----'),
      'ca.pem: the certificate cannot be read',
    ],
    [
      'the key of another CA',
      async (folder) => writeFileSync(join(folder, key), await notOurs(key)),
      'ca.pem: the key is not that of the certificate',
    ],
    [
      'a CA that has ended',
      async (folder) => {
        for (const file of [key, certificate]) rmSync(join(folder, file))
        await authorityIn(folder, Date.now() - 4_000 * dayMs)
      },
      'ca.pem: the certificate ended on ',
    ],
  ])('is refused with %s', async (_, spoil, problem) => {
    const tlsDir = temporaryFolder()
    await authorityIn(tlsDir, Date.now())
    await spoil(tlsDir)
    const starting = startEmulator({ tlsDir })
    await expect(starting).rejects.toThrow(problem)
    await expect(starting).rejects.toThrow(/^tlsDir: .*; remove .*ca-key\.pem and .*ca\.pem to have a new CA made\.$/)
    await expect(starting).rejects.toBeInstanceOf(OptionProblem)
  })

  it('is refused where it is a file, or has a folder for a key', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'file')
    writeFileSync(file, '')
    mkdirSync(join(folder, key))
    for (const tlsDir of [file, join(file, 'below'), folder]) {
      const starting = startEmulator({ tlsDir })
      await expect(starting).rejects.toThrow(/^tlsDir: .*; give a folder that this user may read and write\.$/)
      await expect(starting).rejects.toBeInstanceOf(OptionProblem)
    }
  })
})
