/** An operation of the control API, as the client names it. */
export interface Asked {
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Members that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | RegExp | undefined>> | undefined
  readonly body?: object | undefined
  /** Ends a call that waits. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks for an operation of the control API by its name: in this process, or over HTTP. All that the library does is made
 * of such calls, so what it can do, curl can do. A stream of events is given as the chunks that come.
 *
 * @throws EmulatorError when it is refused
 */
export type Call = (operation: string, asked?: Asked) => Promise<unknown>

/** What goes over all that a client asks: the account of a sandbox, or nothing. */
export interface Scope {
  readonly account?: string
}

/** The emulator refused, or could not do, what was asked; the message says why and what to do. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  /** As the control API answers it. */
  readonly status: number
  /** What is the case, in one word: `RecordNotFound`. */
  readonly fault: string | undefined
  /** All of the answer. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    super(String(problem.detail ?? problem.title ?? `The emulator answered ${status}`))
    this.status = status
    this.fault = typeof problem.fault === 'string' ? problem.fault : undefined
    this.problem = problem
  }
}

/** What an answer of the control API means. @throws EmulatorError */
export function meaningOf(status: number, body: string): unknown {
  const value: unknown = parsed(body)
  if (status >= 200 && status < 300) return value
  throw new EmulatorError(status, typeof value === 'object' && value !== null ? { ...value } : { title: body })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

/** The parameters of a query as they are written: a regular expression as filters have it. */
export const queryOf = ({ query = {} }: Asked): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof RegExp ? `~${value}` : String(value)] as [string, string]],
    ),
  )
