import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Those have a browser, and a configuration of their own.
    exclude: ['test/ui/**'],
    globalSetup: ['test/support/checkout-setup.ts'],
    setupFiles: ['test/support/openapi-setup.ts'],
    // Most tests wait for sockets and child processes: one worker a core is the least.
    maxWorkers: 2,
    // Nearly half of the time went into importing the same modules again for each file. What a test has of its own is an
    // emulator, not a module; and what it puts over a function of Node ends with it.
    isolate: false,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
