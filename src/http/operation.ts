import type { Readable } from 'node:stream'
import type { Credentials } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What backs an operation's behaviour: the vendor's documents, what was seen of it, or our judgement. */
export type Evidence = 'documented' | 'observed' | 'assumed'

/** A request as a value: nothing in it knows of Express or of a socket. */
export interface WireRequest {
  readonly method: string
  /** As the client wrote it, without the query. */
  readonly path: string
  /** What stood before the operation's own path, such as `/api/v1.0`. */
  readonly prefix: string
  /** Scheme and host by which the client reached us, such as `http://localhost:9190`. */
  readonly origin: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly credentials: Credentials | undefined
  readonly body: WireBody
  /** One id for all that comes of this request. */
  readonly trace: string
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

/** A body as it was read. `parsed` is what the API's reader makes of it, for the API alone to understand. */
export interface WireBody {
  readonly raw: string | Uint8Array
  readonly parsed?: unknown
  readonly problem?: 'empty' | 'malformed' | 'doctype' | 'too large' | 'too deep' | 'unreadable'
}

/** An answer as a value. */
export interface Reply {
  /** 0 where none was to be given, by a rule. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** A body that comes bit by bit; destroyed when the client goes. */
  readonly stream?: Readable
  /** For the record: whose request it turned out to be. */
  readonly accountId?: string | undefined
  /** Told in the header X-Emulator-Warning, on the record and in the log. */
  readonly warnings?: readonly string[] | undefined
}

/** Something that can be asked. Router, records, coverage page and tests all read this. */
export interface Operation {
  /** The vendor's operation id, in PascalCase. */
  readonly name: string
  readonly method: Method
  /** In full, as the vendor's pages write it after the base URL: `/accounts/:accountId/sites`. */
  readonly path: string
  readonly evidence: Evidence
  /** Where the vendor, or somebody who saw it, says so. */
  readonly source: string
  /** What is other than in production. */
  readonly differs?: string
  /**
   * Of an operation that takes files: so many bytes a body may have, and it is taken just as it was sent. Any other body
   * is inflated when it came deflated, and has one limit for all.
   */
  readonly fileLimit?: number
  /** Asked so often that it is served without Express: see front-door.ts. */
  readonly hot?: true
  serve(emulator: Emulator, request: WireRequest): Reply | Promise<Reply>
}

/** A path that the vendor has and the emulator has not: answered 501 by name. */
export interface KnownPath {
  /** Of the vendor's operation or family of operations. */
  readonly name: string
  /** All methods when absent. */
  readonly methods?: readonly Method[]
  readonly path: string
}

/** The names of the parameters in a path; one with an asterisk takes slashes too. */
export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? { readonly [K in Name]: string }
    : Path extends `${string}*${infer Name}`
      ? { readonly [K in Name]: string }
      : unknown

/** A path as the vendor's pages write it: `/accounts/{accountId}/portins`. */
export const documentedPath = (path: string): string => path.replace('{/*rest}', '').replace(/[:*](\w+)/g, '{$1}')
