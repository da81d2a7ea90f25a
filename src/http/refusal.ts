/** How a request is refused that Node could not read to its end. */
export interface Refusal {
  readonly status: number
  /** What is wrong, and what to do about it. */
  readonly problem: string
}

/** By the code of Node's error. */
const known: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    problem: 'The request has not come to its end in time: send it faster, or raise --request-timeout.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    problem:
      'The first line and the headers of the request are too large: send less of them, or raise --max-header-kb.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, problem: 'The extensions of a chunk are larger than 16 kB.' },
}

/** What to say of an error of Node's HTTP server. */
export const refusalOf = ({ code = '', message }: NodeJS.ErrnoException): Refusal =>
  known[code] ?? { status: 400, problem: `Not HTTP: ${message}.` }
