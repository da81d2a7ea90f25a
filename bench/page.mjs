// The page over a long time: its heap after a collection, once a minute, while messages come in at a steady pace.
// Build first: npm run build. It needs a Chromium (CHROMIUM says where, when it is not at /usr/bin/chromium).
// usage: node bench/page.mjs [minutes] [messages a second] [hash]
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const [minutes = 60, pace = 50, hash = '#/messages'] = [...process.argv.slice(2, 4).map(Number), process.argv[4]]
const command = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const port = 19_190
const url = `http://127.0.0.1:${port}`
const emulator = spawn(process.execPath, [command, '--port', String(port), '--max-records', '10000'], {
  stdio: 'ignore',
})
process.once('exit', () => emulator.kill('SIGKILL'))
const info = async () => (await fetch(`${url}/_emulator/v1/info`)).json()
while (!(await info().catch(() => undefined))) await new Promise((resolve) => setTimeout(resolve, 20))
const { world } = await info()

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--js-flags=--expose-gc'],
})
const page = await browser.newPage()
await page.goto(`${url}/_emulator/${hash}`)
const devtools = await page.context().newCDPSession(page)
await page.evaluate(() => {
  globalThis.updates = 0
  const list = document.getElementById('main')
  let seen = 0
  new MutationObserver(() => {
    const frame = performance.now()
    if (frame - seen > 20) globalThis.updates++
    seen = frame
  }).observe(list, { subtree: true, childList: true, characterData: true })
})

const send = (number) =>
  fetch(`${url}/api/v2/users/${world.accountId}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Basic dTpw' },
    body: JSON.stringify({
      from: world.telephoneNumbers[0],
      to: `+1919${2_000_000 + (number % 500)}`,
      text: `Message ${number}`,
      applicationId: world.applicationId,
    }),
  }).then((answer) => answer.arrayBuffer())

const startedAt = performance.now()
let sent = 0
let told = 0
console.log('minute   messages   heap of the page   updates a second')
for (;;) {
  const elapsed = performance.now() - startedAt
  if (elapsed >= minutes * 60_000) break
  while (sent < (elapsed / 1000) * pace) await send(sent++)
  if (Math.floor(elapsed / 60_000) > told) {
    told = Math.floor(elapsed / 60_000)
    await devtools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devtools.send('Runtime.getHeapUsage')
    const updates = await page.evaluate(() => {
      const count = globalThis.updates
      globalThis.updates = 0
      return count
    })
    const cells = [
      String(told).padStart(6),
      String(sent).padStart(10),
      `${(usedSize / 1e6).toFixed(1)} MB`.padStart(18),
    ]
    console.log(`${cells.join(' ')} ${(updates / 60).toFixed(1).padStart(18)}`)
  }
  await new Promise((resolve) => setTimeout(resolve, 5))
}
await browser.close()
emulator.kill('SIGKILL')
