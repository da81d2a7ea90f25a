// The package as a user gets it: packed, and installed into a folder of its own that goes away at the end.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

/** A folder with a package.json, which goes away when this process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `bandwidth-emulator-${name}-`))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const npm = (folder, ...args) =>
  execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    ...{ cwd: folder, encoding: 'utf8' },
  })

/** Packs what is built, without building it, and installs that. */
export function install() {
  if (!existsSync(join(checkout, 'dist/cli.js'))) throw new Error('There is no dist: run npm run build first')
  const folder = temporaryFolder('installed')
  const [{ filename }] = JSON.parse(npm(checkout, 'pack', '--json', '--pack-destination', folder))
  npm(folder, 'install', `./${filename}`, '--offline')
  rmSync(join(folder, filename))
  return { folder, command: join(folder, 'node_modules/bandwidth-emulator/dist/cli.js') }
}
