import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '../domain/fault.ts'
import type { Settings } from '../domain/settings.ts'
import type { KnownPath, Operation, Reply, WireBody, WireRequest } from './operation.ts'

/** A request as it comes, and where it is to be answered. */
export interface Arriving {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/** An API: what can be asked under its prefixes, and how it says that something cannot. */
export interface Api {
  readonly name: string
  /** The longer before the shorter. */
  readonly prefixes: readonly string[]
  readonly operations: readonly Operation[]
  readonly knownPaths: readonly KnownPath[]
  /** What none of its paths fits is left to the next API of the same prefix. */
  readonly sharesPrefix?: true
  /** Kept out of the records: what is asked of the emulator itself. */
  readonly unrecorded?: true
  /** Reads a request's body: `readRawBody`, or a reader of the API's own. */
  readonly readBody: (arriving: Arriving, settings: Settings, operation?: Operation) => Promise<WireBody>
  /** Words a fault that no operation has met: no such path, a method that is not allowed, a bug of ours. */
  readonly refuse: (fault: Fault, request: WireRequest) => Reply | Promise<Reply>
}
