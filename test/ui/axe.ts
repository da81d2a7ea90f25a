import axe from 'axe-core'
import type { Page } from 'playwright-core'

const rules = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Colours are all in which the themes differ.
  contrast: { type: 'rule', values: ['color-contrast'] },
} as const

/** What axe finds wrong with a page: a line each. @param by - all of WCAG 2.2 A and AA and good practice, or contrast alone */
async function problemsBy(page: Page, by: keyof typeof rules): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(async (runOnly) => {
    // Beneath a dialog nothing can be reached: the page was looked at without it.
    const shown = document.querySelector('dialog[open]') ?? document
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(shown, {
      runOnly: runOnly as axe.RunOptions['runOnly'] & object,
      resultTypes: ['violations'],
    })
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
    )
  }, rules[by] as never)
}

/** What axe finds wrong with a page as it stands, in light and in dark colours: a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await problemsBy(page, 'contrast')
  await page.emulateMedia({ colorScheme: 'light' })
  return [...(await problemsBy(page, 'all')), ...dark.map((problem) => `dark: ${problem}`)]
}
