import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject, vi } from 'vitest'
import { repository } from './snippets.ts'

const left = ['node_modules', '.git', 'dist', 'coverage']

/**
 * A copy of this repository in a temporary folder, built by its own build script: what runs there is what would be
 * published, and no other test run can change it meanwhile. All test files of a run share it, and none writes to it: who
 * asks first builds it.
 */
export async function buildCheckout(): Promise<{ readonly folder: string }> {
  const folder = join(inject('runFolder'), 'checkout')
  const outcome = join(inject('runFolder'), 'outcome')
  // Makes nothing when it is there: then another builds it, or has built it.
  if (mkdirSync(folder, { recursive: true })) {
    writeFileSync(outcome, await build(folder))
  }
  const problem = await vi.waitFor(() => readFileSync(outcome, 'utf8'), { timeout: 100_000, interval: 100 })
  if (problem) throw new Error(problem)
  return { folder }
}

/** Gives what went wrong, or nothing. */
async function build(folder: string): Promise<string> {
  try {
    for (const name of readdirSync(repository)) {
      if (!left.includes(name)) cpSync(join(repository, name), join(folder, name), { recursive: true })
    }
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
    await promisify(execFile)('npm', ['run', 'build'], { cwd: folder })
    return ''
  } catch (error) {
    return String(error)
  }
}
