import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { defineConfig } from 'rolldown'
import license from 'rollup-plugin-license'
import { softwareBill } from './build/sbom.mjs'

/**
 * All that a start needs in one file: each file more costs half a millisecond. It is what `src/start.ts` imports, and what
 * that imports; what is loaded later stays by itself.
 */
function startInOne() {
  let needed
  return (id, modules) => {
    needed ??= importsOf(`${import.meta.dirname}/src/start.ts`, modules)
    return needed.has(id) ? 'start' : null
  }
}

function importsOf(id, modules, found = new Set()) {
  if (found.has(id)) return found
  found.add(id)
  for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) importsOf(imported, modules, found)
  return found
}

/** The notices of what is bundled ship beside it. */
const notices = (file) => license({ thirdParty: { multipleVersions: true, output: { file } } })

/** One for both bundles. */
const bill = softwareBill('dist/sbom.cdx.json')

/** What is common comes first, then what each page has of its own. */
async function readStyles(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.css'))
  const ordered = files.sort((a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b))
  return (await Promise.all(ordered.map((file) => readFile(`${folder}/${file}`, 'utf8')))).join('')
}

/** Puts the script and the style of the page into its HTML: one file is the whole page. */
const onePage = {
  name: 'one-page',
  async writeBundle({ dir }, bundle) {
    const [script] = Object.values(bundle)
    const page = await readFile('src/ui/index.html', 'utf8')
    const parts = {
      style: `<style>${await readStyles('src/ui')}</style>`,
      script: `<script type="module">${script.code}</script>`,
    }
    await writeFile(
      `${dir}/page.html`,
      page.replace(/<!-- (style|script) -->/g, (_, name) => parts[name]),
    )
    await rm(`${dir}/${script.fileName}`)
  },
}

export default defineConfig([
  // One file for what every start needs, and one for each part that is loaded when it is first used: see
  // docs/decisions/one-bundle.md.
  {
    input: { cli: 'src/cli.ts', index: 'src/index.ts', vitest: 'src/vitest/index.ts' },
    external: ['vitest'],
    platform: 'node',
    output: {
      ...{ dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].js' },
      // A stack trace is to say where. `output.keepNames` would do it while it runs, for each closure that is made.
      minify: { compress: true, mangle: { keepNames: true }, codegen: true },
      codeSplitting: { groups: [{ name: startInOne(), debugName: 'start' }] },
    },
    plugins: [notices('dist/THIRD-PARTY-NOTICES.txt'), bill],
  },
  {
    input: { page: 'src/ui/main.tsx' },
    platform: 'browser',
    tsconfig: 'src/ui/tsconfig.json',
    output: { dir: 'dist', format: 'esm', minify: true },
    plugins: [notices('dist/THIRD-PARTY-NOTICES-page.txt'), bill, onePage],
  },
])
