import { expect, it } from 'vitest'
import { codeIn, urlIn } from '../../src/control/extract.ts'
import { EmulatorError } from '../../src/index.ts'
import { local, otherLocal, phone } from '../messaging/world.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { ways } from '../support/ways.ts'

it.each<[string, string]>([
  ['Your code is 123456', '123456'],
  ['Your Acme verification code is: 4711', '4711'],
  ['123-456 is your Instagram code', '123456'],
  ['Use 123 456 to verify your account', '123456'],
  ['G-123456 is your Google verification code.', '123456'],
  ['<#> 83210 is your login code for Acme. Do not share it. FA+9qCX9VSu', '83210'],
  ['Acme: 12345678', '12345678'],
  ['493821', '493821'],
  ['PIN: 0042', '0042'],
  ['Your code is 2025', '2025'],
  ['In 2025 we changed our codes. Yours is 8131', '8131'],
  ['OTP for your purchase of $1200 at Acme on 2025-11-25 is 665544. Call 919-555-1212 if this was not you.', '665544'],
  ['Your order 778899 over USD 4500 shipped. Confirm with code 9931.', '9931'],
  ['Code 5521 expires in 10 minutes. Questions? Text HELP to 43523 or call (919) 555-1212.', '5521'],
  ['Your passcode: 1234-5678', '12345678'],
  ['Votre code de vérification est 874512', '874512'],
  ['Tu código es 3321', '3321'],
  ['Ihr Bestätigungscode lautet 447788', '447788'],
  ['【Acme】验证码 559134，5分钟内有效', '559134'],
  ['Sign in at https://acme.example/login?c=99887766 or enter 313131', '313131'],
  ['Card ending in 4242: your one-time password is 909012', '909012'],
  ['Your code:\n  7741\nNever share it', '7741'],
])('finds the code in %j', (text, code) => {
  expect(codeIn(text)).toBe(code)
})

it.each([
  'Call us at +1 (919) 555-1212',
  'Call 919-555-1212 or 555-1212 now',
  '+19195551212',
  'Your bill of $1250 is due',
  'You paid 1250 USD',
  'Your table is booked for 11/25/2025',
  'See you on 2025-11-25 at 19:30',
  'See you on Nov 25, 2025',
  'Happy new year 2026!',
  'Reply STOP to 43523',
  'Card ending in 4242 was charged',
  'Your order 778899 has shipped',
  'Room 123',
  'A1234567',
  '123456789012',
  'https://acme.example/123456',
  'Your balance is 1,250.00 and 1250.50',
  '',
])('finds no code in %j', (text) => {
  expect(codeIn(text)).toBeUndefined()
})

it.each<[string, string | undefined]>([
  ['Reset it at https://acme.example/r/abc?t=1&u=2.', 'https://acme.example/r/abc?t=1&u=2'],
  ['(see http://acme.example/a_(b)), thanks', 'http://acme.example/a_(b)'],
  ['<https://acme.example/x>!', 'https://acme.example/x'],
  ['HTTPS://ACME.example/x and https://b.example', 'HTTPS://ACME.example/x'],
  ['mail me at a@b.example', undefined],
  ['https://', undefined],
])('finds the link in %j', (text, url) => {
  expect(urlIn(text)).toBe(url)
})

it('gives what the newest message to a number has, and the message', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { text: 'Your code is 1111' })
  await sendMessage(bandwidth, { text: 'Your code is 2222' })
  await sendMessage(bandwidth, { text: 'Thank you' })
  await sendMessage(bandwidth, { text: 'Your code is 3333', to: '+19195550199' })
  const { status, body } = await control(bandwidth).get('/messages/latest').query({ to: phone, extract: 'code' })
  expect({ status, value: body.value, text: body.message.text }).toEqual({
    ...{ status: 200, value: '2222', text: 'Your code is 2222' },
  })
})

it('extracts links, and what a regular expression says', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { text: 'Order 0815: https://acme.example/o/0815.' })
  const value = async (extract: string) =>
    (await control(bandwidth).get('/messages/latest').query({ to: phone, extract })).body.value
  expect(await value('url')).toBe('https://acme.example/o/0815')
  expect(await value('/order (\\d+)/i')).toBe('0815')
  expect(await value('/ORDER/i')).toBe('Order')
})

it('looks at what was sent, and at what was received if told so', async () => {
  const bandwidth = await startTestEmulator()
  await bandwidth.receive({ from: phone, to: local, text: 'My code is 5555' })
  const extract = (query: object) =>
    control(bandwidth)
      .get('/messages/latest')
      .query({ to: local, extract: 'code', ...query })
  expect((await extract({})).status).toBe(404)
  expect((await extract({ direction: 'in' })).body.value).toBe('5555')
})

it('says which texts it looked at', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { text: 'Welcome' })
  await sendMessage(bandwidth, { text: 'Call 919-555-1212' })
  const { status, body } = await control(bandwidth).get('/messages/latest').query({ to: phone, extract: 'code' })
  expect(status).toBe(404)
  expect(body).toEqual({
    ...{ type: 'about:blank', status: 404, fault: 'NothingToExtract' },
    title: `No message with direction=out, to=${phone} has a code. Looked at, the newest first: 'Call 919-555-1212', 'Welcome'.`,
  })
})

it.each(['/(/', 'cod', '', '/a/x'])('refuses to extract %j, whether or not there are messages', async (extract) => {
  const bandwidth = await startTestEmulator()
  for (const path of ['/messages/latest', '/messages']) {
    const { status, body } = await control(bandwidth).get(path).query({ extract, wait: '1ms' })
    expect({ path, status, fault: body.fault }).toEqual({ path, status: 400, fault: 'QueryInvalid' })
  }
  expect((await sendMessage(bandwidth)).id).toBeDefined()
})

it('lists the messages that have a code', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { text: 'Your code is 1111' })
  await sendMessage(bandwidth, { text: 'Thank you' })
  const { body } = await control(bandwidth).get('/messages').query({ extract: 'code' })
  expect(body.records.map(({ text }: { text: string }) => text)).toEqual(['Your code is 1111'])
})

for (const [way, start] of Object.entries(ways)) {
  it(`waits for a code that comes later (${way})`, async () => {
    const bandwidth = await start()
    const waiting = bandwidth.waitForCode(phone, { timeout: '30s' })
    await sendMessage(bandwidth, { text: 'Welcome' })
    await sendMessage(bandwidth, { text: '123-456 is your code' })
    expect(await waiting).toBe('123456')
  })

  it(`passes over what came before a cursor (${way})`, async () => {
    const bandwidth = await start()
    await sendMessage(bandwidth, { text: 'Your code is 1111' })
    const since = await bandwidth.cursor()
    const waiting = bandwidth.waitForCode(phone, { since, timeout: '30s' })
    await sendMessage(bandwidth, { text: 'Your code is 2222' })
    expect(await waiting).toBe('2222')
  })

  it(`waits for links and matches, also between two numbers in service here (${way})`, async () => {
    const bandwidth = await start()
    await sendMessage(bandwidth, { text: 'Go to https://acme.example/x.', to: otherLocal })
    expect(await bandwidth.waitForUrl(otherLocal)).toBe('https://acme.example/x')
    expect(await bandwidth.waitForMatch(otherLocal, /go (\w+)/i)).toBe('to')
  })

  it(`throws an error that shows the texts (${way})`, async () => {
    const bandwidth = await start()
    await sendMessage(bandwidth, { text: 'Welcome' })
    const error = await bandwidth.waitForCode(phone, { timeout: '5ms' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(EmulatorError)
    expect((error as EmulatorError).fault).toBe('NothingToExtract')
    expect((error as EmulatorError).message).toContain("Looked at, the newest first: 'Welcome'.")
  })
}
