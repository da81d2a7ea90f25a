/** How far off a time is: `in 24 s`, `3 min ago`. Both ISO 8601. */
export function distance(iso: string, now: string): string {
  const ms = Date.parse(iso) - Date.parse(now)
  const amount = span(Math.abs(ms))
  return ms >= 0 ? `in ${amount}` : `${amount} ago`
}

/** A span of time in the largest unit that says enough. @param ms - in milliseconds */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms * 10) / 10} ms`
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`
}

export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? noun : plural}`

/** `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
