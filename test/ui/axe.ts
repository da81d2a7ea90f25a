import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds wrong with a page, in WCAG 2.2 A and AA and its good practices: a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
    )
  })
}

/** The same in light and in dark colours, as the system has them. */
export async function problemsInBothThemes(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    problems.push(...(await accessibilityProblems(page)))
  }
  return problems
}
