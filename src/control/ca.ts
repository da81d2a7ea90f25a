import { Fault } from '../domain/fault.ts'
import type { Operation } from '../http/operation.ts'
import { problemReply } from './errors.ts'

/**
 * Gives the certificate that clients are to trust. It is no secret, and it is asked for before anything else works:
 * anybody may, by any name of the host and without a token.
 *
 * @param ca - PEM; absent when TLS is off
 */
export const getCaCertificate = (ca: string | undefined): Operation => ({
  name: 'GetCaCertificate',
  method: 'get',
  path: '/ca.pem',
  evidence: 'assumed',
  source: 'the emulator itself',
  serve: (_, request) =>
    ca === undefined
      ? problemReply(new Fault('TlsOff'), request)
      : { status: 200, headers: { 'Content-Type': 'application/x-pem-file' }, body: ca },
})
