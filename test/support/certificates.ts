import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000

/** A key and a certificate for TLS, in PEM. */
export interface Pair {
  readonly key: string
  readonly cert: string
}

/** What nobody trusts: a certificate for 127.0.0.1 that is signed by itself, or by a CA that nobody knows. */
export async function untrustedPair({ selfSigned = true } = {}): Promise<Pair> {
  const keys = await newKeys()
  const signer = selfSigned ? keys : await newKeys()
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=receiver',
    issuer: selfSigned ? 'CN=receiver' : 'CN=unknown CA',
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: cert.toString('pem') }
}

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
