import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Runs examples/vitest against this checkout instead of an installed package, and leaves nothing in its folder. */
export default defineConfig({
  cacheDir: fromHere('../../node_modules/.vite/examples-vitest'),
  resolve: { alias: { 'bandwidth-emulator': fromHere('../../src/index.ts') } },
})
