import { request as askUpstream, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import supertest from 'supertest'
import { expect, it, onTestFinished } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

const pages = ['messages', 'callbacks', 'requests', 'provisioning', 'rules', 'clock'] as const
const connected = (page: Page) => page.getByRole('status').getByText('connected', { exact: true }).waitFor()

/** How many records of a kind the rail shows, live. */
const countIn = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) }).textContent()

it('is where a browser is led that asks for the root, and others are not', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth)
  await page.goto(bandwidth.url)
  await connected(page)
  expect(new URL(page.url()).pathname).toBe('/_emulator/')
  await page.goto(`${bandwidth.url}/_emulator`)
  await connected(page)
  expect(new URL(page.url()).pathname).toBe('/_emulator/')
  const { headers } = await supertest(bandwidth.url).get('/').expect(302)
  expect(headers.location).toBe('_emulator/v1/info')
})

it('is one file, below 150 kB over the wire, and may load nothing from elsewhere', async () => {
  const { url } = await startTestEmulator()
  const { text, headers } = await supertest(url).get('/_emulator/').expect(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-encoding']).toBe('gzip')
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(150_000)
  expect(text).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)=["']?(https?:)?\/\//)
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; /,
  )
  expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:/)
  const plain = await supertest(url).get('/_emulator/').set('Accept-Encoding', 'identity').expect(200)
  expect(plain.text).toBe(text)
})

it('shows what happens as it happens, unless it is paused', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth)
  await connected(page)
  await sendMessage(bandwidth)
  await expect.poll(() => countIn(page, 'Messages')).toMatch(/\b1$/)
  await page.keyboard.press('p')
  await page.getByRole('button', { name: /^Paused/ }).waitFor()
  await sendMessage(bandwidth)
  await page.getByRole('button', { name: /^Paused, [1-9]\d* changes missed/ }).waitFor()
  await page.keyboard.press('p')
  await expect.poll(() => countIn(page, 'Messages')).toMatch(/\b2$/)
})

it('says when nobody answers and how to start it again, and goes on with the new one by itself', async () => {
  const first = await startEmulator()
  const port = Number(new URL(first.url).port)
  const page = await open(first, '#/requests', { allow: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY/ })
  await connected(page)
  await first.close()
  const banner = page.getByRole('alert')
  await banner.getByText(`npx bandwidth-emulator --port ${port}`).waitFor()
  await banner.getByRole('button', { name: 'Copy the command' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`npx bandwidth-emulator --port ${port}`)

  const second = await startTestEmulator({ port })
  await connected(page)
  expect(await banner.count()).toBe(0)
  await sendMessage(second, { to: '+13032951234' })
  await page
    .getByRole('link', { name: /CreateMessage/ })
    .first()
    .waitFor()
})

it('is led by the keyboard to every page, and tells its keys', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth)
  await connected(page)
  for (const [key, name] of [
    ...[
      ['c', 'callbacks'],
      ['r', 'requests'],
      ['p', 'provisioning'],
      ['l', 'rules'],
      ['t', 'clock'],
      ['m', 'messages'],
    ],
  ]) {
    await page.keyboard.press('g')
    await page.keyboard.press(key as string)
    await expect.poll(() => new URL(page.url()).hash).toBe(`#/${name}`)
  }
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.getByRole('row', { name: '? this help' }).waitFor()
  // In the dialog no key does anything.
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  expect(new URL(page.url()).hash).toBe('#/messages')
  await page.keyboard.press('Escape')
  await expect.poll(() => help.count()).toBe(0)
  await page.keyboard.press('/')
  await page.locator('input[type=search]:focus').waitFor()
  await page.keyboard.type('state=failed g c')
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).hash).toBe('#/messages?state=failed&text=g+c')
})

it('keeps to the account that is picked, a sandbox or not, on all pages', async () => {
  const bandwidth = await startTestEmulator()
  const sandbox = await bandwidth.sandbox({ name: 'sign-up test' })
  const page = await open(bandwidth, '#/requests')
  await page.getByLabel('Account').selectOption({ label: `${sandbox.accountId} sign-up test` })
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/requests?account=${sandbox.accountId}`)
  await page.getByRole('link', { name: /^Callbacks/ }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/callbacks?account=${sandbox.accountId}`)
})

it('has light and dark colours: those of the system unless others are chosen, which it remembers', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '', { theme: 'dark' })
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  const theme = page.getByRole('button', { name: /^Colours/ })
  await theme.click()
  const light = await ground()
  expect(light).not.toBe(dark)
  await page.reload()
  await theme.waitFor()
  expect(await ground()).toBe(light)
})

it('asks for the token where there is one, and follows the events with it', async () => {
  const bandwidth = await startTestEmulator({ controlToken: 'a-token' })
  const page = await open(bandwidth, '#/requests', { allow: /401/ })
  await page.getByLabel(/^The token/).fill('a-token')
  await page.keyboard.press('Enter')
  await connected(page)
  await sendMessage(bandwidth)
  await page
    .getByRole('link', { name: /CreateMessage/ })
    .first()
    .waitFor()
})

it('works behind a proxy that puts it under a path of its own', async () => {
  const bandwidth = await startTestEmulator()
  const { hostname, port } = new URL(bandwidth.url)
  const proxy = createServer((req, res) => {
    const path = (req.url ?? '').replace(/^\/tools\/sms/, '')
    const upstream = askUpstream(
      { hostname, port, path, method: req.method, headers: { ...req.headers, host: 'localhost' } },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      },
    )
    res.on('close', () => upstream.destroy())
    upstream.on('error', () => res.destroy())
    req.pipe(upstream)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const page = await open({ controlUrl: origin }, '', { allow: /404/ })
  await page.goto(`${origin}/tools/sms/`)
  await connected(page)
  expect(new URL(page.url()).pathname).toBe('/tools/sms/_emulator/')
  await page.goto(`${origin}/tools/sms/_emulator/#/clock`)
  await page.getByRole('button', { name: 'Freeze' }).click()
  await expect.poll(async () => (await supertest(bandwidth.controlUrl).get('/clock')).body.mode).toBe('virtual')
})

it('is at the port of the control API, when that has one of its own', async () => {
  const bandwidth = await startTestEmulator({ controlPort: 0 })
  const page = await open(bandwidth)
  await connected(page)
  const { headers } = await supertest(bandwidth.url).get('/').set('Accept', 'text/html').expect(302)
  expect(headers.location).toBe(`${new URL(bandwidth.controlUrl).origin}/_emulator/`)
  await supertest(bandwidth.url).get('/_emulator/').expect(404)
})

it.each(pages)('has no scrolling to the side on a phone: %s', async (name) => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { text: `${'W'.repeat(300)} https://example.com/${'x'.repeat(200)}` })
  const page = await open(bandwidth, `#/${name}`, { width: 360, height: 640 })
  await connected(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})
