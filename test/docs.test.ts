import { expect, it } from 'vitest'
import { startTestEmulator } from './support/emulator.ts'
import { coveragePage, optionsPage, outcomesPage } from './support/generated-docs.ts'
import { sdkPage } from './support/sdk-page.ts'

// `npm run docs` writes the pages anew; here they are compared.
it('has a coverage page that is current', async () => {
  await expect(coveragePage()).toMatchFileSnapshot('../docs/coverage.md')
})

it('has an options page that is current', async () => {
  await expect(optionsPage()).toMatchFileSnapshot('../docs/options.md')
})

it('has a page of outcomes that is current', async () => {
  await expect(outcomesPage()).toMatchFileSnapshot('../docs/outcomes.md')
})

it('has a page of SDKs that is current', async () => {
  const { world } = await startTestEmulator()
  await expect(sdkPage(world)).toMatchFileSnapshot('../docs/pointing-sdks.md')
})
