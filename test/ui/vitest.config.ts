import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    // A browser takes a core by itself.
    maxWorkers: 2,
    // One browser a worker, for all of its files.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
