import { onTestFinished } from 'vitest'
import { limits } from '../../src/control/limits.ts'

/** Makes a limit low enough to be met at once, until the test ends. */
export function lowerLimit(name: keyof typeof limits, to: number): void {
  const before = limits[name]
  limits[name] = to
  onTestFinished(() => {
    limits[name] = before
  })
}
