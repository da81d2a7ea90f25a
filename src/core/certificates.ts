// The library's decorators need this polyfill, and need it first.
import 'reflect-metadata'
import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

/** A certificate and its private key, both as PEM. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

const dayMs = 86_400_000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Clocks differ, most of all those of containers and virtual machines: a certificate is valid since yesterday. */
const since = (now: number) => new Date(now - dayMs)

/** Makes a private key: ECDSA on P-256, as PEM. */
export async function createKey(): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  return KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }) as string
}

/**
 * The certificate of a CA that signs servers and no other CA, valid for 10 years.
 *
 * @param key - PEM; the same key and name make certificates that stand for each other
 * @param now - epoch ms
 */
export async function certifyAuthority(key: string, name: string, now: number): Promise<string> {
  const keys = await keysOf(key)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: algorithm,
    notBefore: since(now),
    notAfter: new Date(now + 3_652 * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

/**
 * A server's certificate with a new key, for names and IP addresses. Valid for 396 days from now, but not longer than
 * the authority's: clients refuse more than 398 (CA/Browser Forum, Baseline Requirements 6.3.2).
 *
 * @param now - epoch ms
 */
export async function certifyServer(authority: Identity, names: readonly string[], now: number): Promise<Identity> {
  const issuer = new x509.X509Certificate(authority.certificate)
  const issuerId = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
  const key = await createKey()
  const { publicKey } = await keysOf(key)
  const { privateKey: signingKey } = await keysOf(authority.key)
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names[0] ?? 'localhost'] }],
    issuer: issuer.subjectName,
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    notBefore: since(now),
    notAfter: new Date(Math.min(now + 396 * dayMs, issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(issuerId ? [new x509.AuthorityKeyIdentifierExtension(issuerId)] : []),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key }
}

/** Why an authority cannot sign here and now, in words that go on a sentence about it; undefined when it can. */
export function problemOfAuthority({ certificate, key }: Identity, now: number): string | undefined {
  const problem = problemOfKey(key)
  if (problem) return problem
  let read: X509Certificate
  try {
    read = new X509Certificate(certificate)
  } catch {
    return 'the certificate cannot be read'
  }
  if (!read.ca) return 'the certificate is not that of a CA'
  if (!read.checkPrivateKey(createPrivateKey(key))) return 'the key is not that of the certificate'
  if (Date.parse(read.validTo) <= now) return `the certificate ended on ${read.validTo}`
  return undefined
}

/** The same for a key alone. */
export function problemOfKey(key: string): string | undefined {
  try {
    if (createPrivateKey(key).asymmetricKeyDetails?.namedCurve === 'prime256v1') return undefined
    return 'the key is not for ECDSA on the curve P-256'
  } catch {
    return 'the key cannot be read'
  }
}

async function keysOf(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const privateKey = createPrivateKey(pem)
  const { d, ...publicJwk } = privateKey.export({ format: 'jwk' })
  const { subtle } = webcrypto
  return {
    privateKey: await subtle.importKey('jwk', { ...publicJwk, d: d as string }, algorithm, false, ['sign']),
    publicKey: await subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']),
  }
}
