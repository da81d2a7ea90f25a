const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A span of time: milliseconds as a number, or a number with a unit such as `'250ms'`, `'5s'`, `'24h'`. */
export type Duration = number | string

/** Nothing takes longer than this: 100 years. */
export const longestMs = 100 * 365 * unitMs.d

/**
 * A duration in milliseconds.
 *
 * @throws RangeError for anything that is not a duration, or is longer than 100 years
 */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration).trim())
  const [, amount, unit] = match ?? []
  if (!amount)
    throw new RangeError(`'${duration}' is not a duration: give milliseconds, or a number with ms, s, m, h or d`)
  const ms = Math.round(Number(amount) * unitMs[(unit ?? 'ms') as keyof typeof unitMs])
  if (ms > longestMs) throw new RangeError(`'${duration}' is longer than 100 years`)
  return ms
}

/** A span of time to be read, in the largest unit of which there are two: `90 s`, `48 h`. */
export function inWords(ms: number): string {
  const [unit, length] = Object.entries(unitMs).findLast(([, length]) => ms >= 2 * length) ?? ['ms', 1]
  return `${Math.round(ms / length)} ${unit}`
}

/** How long to wait in real time: no longer than a timer of Node can, which is 24 days. */
export const patience = (ms: number): number => Math.min(ms, 2 ** 31 - 1)
