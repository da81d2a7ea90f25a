import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Recipe } from '../../src/sdks/recipe.ts'
import { repository } from './snippets.ts'

/** What the package of a recipe is called here, where two generations of one live together. */
const installedAs: Readonly<Record<string, string>> = {
  'bandwidth-messaging': '@bandwidth/messaging',
  'bandwidth-numbers': '@bandwidth/numbers',
}
const packageOf: Readonly<Record<string, string>> = { ...installedAs, 'bandwidth-sdk-1': 'bandwidth-sdk' }

/** Runs a file in a project of its own, in which the recipe's package is installed as its users have it. */
export async function run(recipe: Recipe, content: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  const { name, file, language } = recipe
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-sdk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  if (language === 'JavaScript') {
    const installed = join(folder, 'node_modules', packageOf[name] ?? name)
    mkdirSync(dirname(installed), { recursive: true })
    symlinkSync(join(repository, 'node_modules', installedAs[name] ?? name), installed)
  }
  writeFileSync(join(folder, file), content)
  const command = language === 'JavaScript' ? process.execPath : 'sh'
  const options = { cwd: folder, env: { ...process.env, ...env }, timeout: 30_000 }
  return promisify(execFile)(command, [...args, file], options)
}
