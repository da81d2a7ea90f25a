import { expect, it } from 'vitest'
import { coveragePage, optionsPage } from './support/generated-docs.ts'

// `npm run docs` writes the pages anew; here they are compared.
it('has a coverage page that is current', async () => {
  await expect(coveragePage()).toMatchFileSnapshot('../docs/coverage.md')
})

it('has an options page that is current', async () => {
  await expect(optionsPage()).toMatchFileSnapshot('../docs/options.md')
})
