/** As far as we use it. The published types bring the whole of xml2js along. */
declare module 'express-xml-bodyparser' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export default function xmlparser(options: {
    readonly explicitArray: boolean
    readonly normalize: boolean
    readonly normalizeTags: boolean
    readonly trim: boolean
    readonly ignoreAttrs: boolean
    readonly tagNameProcessors: ((name: string) => string)[]
  }): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void
}
