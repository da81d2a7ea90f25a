import { compilePattern, SlowPattern } from '../core/pattern.ts'
import { Fault } from '../domain/fault.ts'

/** In characters. */
const longestPattern = 500

/** Reads a regular expression such as `/hello/i`; one that is too slow for any engine is refused. @throws Fault QueryInvalid */
export function readPattern(name: string, text: string): RegExp {
  const [, source = '', flags = ''] = /^\/(.*)\/([imsu]*)$/s.exec(text) ?? []
  if (source.length > longestPattern) {
    throw new Fault('QueryInvalid', {
      problem: `${name}: a regular expression has ${longestPattern} characters at most`,
    })
  }
  try {
    if (source !== '') return compilePattern(source, flags)
  } catch (error) {
    if (error instanceof SlowPattern)
      throw new Fault('QueryInvalid', { problem: `${name}: '${text}' ${error.message}` })
  }
  throw new Fault('QueryInvalid', {
    problem: `${name}: '${text}' is no regular expression; write /pattern/, with i, m, s or u behind it`,
  })
}
