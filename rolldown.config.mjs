import { defineConfig } from 'rolldown'
import license from 'rollup-plugin-license'

// One file for what every start needs, and one for each part that is loaded when it is first used: see
// docs/decisions/one-bundle.md. The notices of what is bundled ship beside it.
export default defineConfig({
  input: { cli: 'src/cli.ts', index: 'src/index.ts', vitest: 'src/vitest/index.ts' },
  external: ['vitest'],
  platform: 'node',
  output: { dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].js', minify: true, keepNames: true },
  plugins: [license({ thirdParty: { output: { file: 'dist/THIRD-PARTY-NOTICES.txt' } } })],
})
