export type Grade = 'pass' | 'warn' | 'fail'

/** What an endpoint answered to one request. */
export interface ProbeAnswer {
  readonly status?: number | undefined
  /** Why there was no answer. */
  readonly error?: string | undefined
  /** In real time. */
  readonly ms: number
}

/** What came of one check. */
export interface ProbeResult {
  readonly name: string
  readonly grade: Grade
  /** What was sent. */
  readonly what: string
  readonly answers: readonly ProbeAnswer[]
  /** What was not as it should be. */
  readonly problem?: string | undefined
  /** What production does then. */
  readonly production?: string | undefined
  /** What to change. */
  readonly change?: string | undefined
}

/** How an endpoint takes what production sends. */
export interface ProbeReport {
  readonly url: string
  /** The worst of all. */
  readonly grade: Grade
  readonly results: readonly ProbeResult[]
  /** Checks that made no sense any more, since nothing answered. */
  readonly skipped: readonly string[]
}

/** The report for people, on a terminal. */
export function reportInWords({ url, results, skipped }: ProbeReport): string {
  const width = Math.max(...results.map(({ name }) => name.length))
  const lines = results.flatMap(({ name, grade, what, problem, production, change }) => [
    `  ${grade}  ${name.padEnd(width)}  ${what}`,
    ...[problem, production, change].flatMap((sentence) => (sentence ? [`        ${sentence}`] : [])),
  ])
  const count = (grade: Grade) => results.filter((result) => result.grade === grade).length
  const sum = [`${count('pass')} passed`, `${count('warn')} warned`, `${count('fail')} failed`]
  if (skipped.length > 0) sum.push(`${skipped.length} skipped`)
  return [`What ${url} does with callbacks`, '', ...lines, '', `${sum.join(', ')}.`].join('\n')
}
