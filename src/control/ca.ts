import { Fault } from '../domain/fault.ts'
import type { ControlOperation } from './endpoint.ts'
import { problemReply } from './errors.ts'

/**
 * Gives the certificate that clients are to trust. It is no secret, and it is asked for before anything else works:
 * anybody may, by any name of the host and without a token.
 *
 * @param ca - PEM; absent when TLS is off
 */
export const getCaCertificate = (ca: string | undefined): ControlOperation => ({
  name: 'GetCaCertificate',
  method: 'get',
  path: '/ca.pem',
  summary: 'The certificate that clients are to trust, when TLS is on',
  open: true,
  answer: { type: 'string' },
  answerType: 'application/x-pem-file',
  evidence: 'assumed',
  source: 'the emulator itself',
  serve: (_, request) =>
    ca === undefined
      ? problemReply(new Fault('TlsOff'), request)
      : { status: 200, headers: { 'Content-Type': 'application/x-pem-file' }, body: ca },
})
