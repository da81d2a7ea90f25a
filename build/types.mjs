// After tsc: keeps the types that can be reached from the package's entries, and has them import each other by the names
// that every version of TypeScript resolves, and no module for its effects: that may be one that is bundled.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const importOfSource = /\b(from |import\()(["'])(\.[^"']+)\.ts\2/g
const importForEffects = /^import ["'][^"']+["'];\n/gm
const reached = new Set()

function reach(file) {
  if (reached.has(file)) return
  reached.add(file)
  const text = readFileSync(file, 'utf8')
  for (const [, , , path] of text.matchAll(importOfSource)) reach(join(dirname(file), `${path}.d.ts`))
  writeFileSync(file, text.replace(importOfSource, '$1$2$3.js$2').replace(importForEffects, ''))
}

for (const { types } of Object.values(exports)) if (types) reach(join(types))
for (const entry of readdirSync('dist/types', { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  const used = [...reached].some((one) => one === file || one.startsWith(`${file}/`))
  if (!used) rmSync(file, { recursive: true, force: true })
}
