import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Those have a browser, and a configuration of their own.
    exclude: ['test/ui/**'],
    setupFiles: ['test/support/openapi-setup.ts'],
    // Most tests wait for sockets and child processes: one worker a core is the least.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
