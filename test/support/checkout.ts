import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from './snippets.ts'

const left = ['node_modules', '.git', 'dist', 'coverage']

/**
 * A copy of this repository in a temporary folder, built by its own build script: what runs there is what would be
 * published, and no other test run can change it meanwhile.
 */
export async function buildCheckout(): Promise<{ readonly folder: string; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-checkout-'))
  for (const name of readdirSync(repository)) {
    if (!left.includes(name)) cpSync(join(repository, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  await promisify(execFile)('npm', ['run', 'build'], { cwd: folder })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
