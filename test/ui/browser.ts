import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { EmulatorClient } from '../../src/index.ts'

/** The Chromium of the machine: that in `CHROMIUM`, or the first on the path. */
function executable(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found =
    process.env.CHROMIUM ?? names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync)
  if (found === undefined) throw new Error('There is no Chromium: apt-get install chromium, or say where in CHROMIUM')
  return found
}

let launched: Promise<Browser> | undefined

/** One a worker: it goes with its process. */
function browser(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: executable(), args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  return launched
}

/** Pages that no test has at the moment: to open one anew takes longer than most of what is done with it. */
const idle: Page[] = []

async function newPage(): Promise<Page> {
  const context = await (await browser()).newContext({
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  // What is not there by then does not come; a test that waits for longer could not say for what.
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

/** Nothing stays of what a test has done with it: what it stored is of the origin of its emulator. */
async function giveBack(page: Page): Promise<void> {
  page.removeAllListeners()
  try {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await page.goto('about:blank')
    idle.push(page)
  } catch {
    await page.context().close()
  }
}

export interface Look {
  readonly theme?: 'light' | 'dark'
  /** In px. */
  readonly width?: number
  readonly height?: number
  /** What the console may complain of: a connection that a test cuts. */
  readonly allow?: RegExp
}

/**
 * Opens the page of an emulator. The test fails when the page throws, when the console complains (a breach of the content
 * policy is told there), and when it asks for anything that is not the emulator's.
 *
 * @param hash - what to show, such as `#/callbacks`
 */
export async function open(
  { controlUrl }: Pick<EmulatorClient, 'controlUrl'>,
  hash = '',
  { theme = 'light', width = 1280, height = 800, allow }: Look = {},
): Promise<Page> {
  const { origin } = new URL(controlUrl)
  const page = idle.pop() ?? (await newPage())
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: theme })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) complaints.push(`asked for ${url}`)
  })
  onTestFinished(async () => {
    await giveBack(page)
    expect(complaints.filter((complaint) => !allow?.test(complaint))).toEqual([])
  })
  await page.goto(`${origin}/_emulator/${hash}`)
  return page
}
