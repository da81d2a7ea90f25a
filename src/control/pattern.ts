import { canHang, whyHanging } from '../core/backtracking.ts'
import { Fault } from '../domain/fault.ts'

/** In characters. */
const longestPattern = 500

/** Reads a regular expression such as `/hello/i`; one that could take for ever is refused. @throws Fault QueryInvalid */
export function readPattern(name: string, text: string): RegExp {
  const [, source = '', flags = ''] = /^\/(.*)\/([imsu]*)$/s.exec(text) ?? []
  if (source.length > longestPattern) {
    throw new Fault('QueryInvalid', {
      problem: `${name}: a regular expression has ${longestPattern} characters at most`,
    })
  }
  if (canHang(source)) {
    throw new Fault('QueryInvalid', { problem: `${name}: '${text}' ${whyHanging}` })
  }
  try {
    if (source !== '') return new RegExp(source, flags)
  } catch {
    // told below
  }
  throw new Fault('QueryInvalid', {
    problem: `${name}: '${text}' is no regular expression; write /pattern/, with i, m, s or u behind it`,
  })
}
