// A table of what was measured: a line each, with the ratio or the number that counts, what is aimed at, and whether it
// was reached in this run.

const cells = (what, values, counts, aim) =>
  console.log(
    `${what.padEnd(52)} ${values.map((value) => value.padStart(13)).join(' ')} ${counts.padStart(9)}   ${aim}`,
  )

export const heading = (columns, counts = 'ratio') => cells('', columns, counts, 'aim')

/** @param aim - `'>= 0.9'`, `'<= 5'`; nothing when there is none */
export function row(what, values, counts, aim = '', digits = 2) {
  const [than, limit] = aim.split(' ')
  const reached = than === '>=' ? counts >= Number(limit) : counts <= Number(limit)
  cells(what, values, counts.toFixed(digits), aim && `${aim} ${reached ? 'reached' : 'MISSED'}`)
}

export const perSecond = (rate) => `${Math.round(rate)}/s`
export const ms = (value) => `${value.toFixed(2)} ms`
export const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
