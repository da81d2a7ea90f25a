import { readFileSync, writeFileSync } from 'node:fs'

/** The folder of the package that a module is of: `undefined` for those of this repository, and the bundler's own. */
const packageFolderOf = (id) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0]

const urlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`

const componentOf = (manifest, type) => ({
  type,
  'bom-ref': urlOf(manifest),
  name: manifest.name,
  version: manifest.version,
  licenses: [/[ (]/.test(manifest.license) ? { expression: manifest.license } : { license: { id: manifest.license } }],
  purl: urlOf(manifest),
})

/**
 * A plugin for the bundler that writes what is bundled, and what of it uses what, as a CycloneDX document: the packages
 * whose code is in the output, whatever else is installed. Given to several bundles, it writes them as one. The same
 * input gives the same document: it has no time and no serial number.
 */
export function softwareBill(file) {
  const root = JSON.parse(readFileSync('package.json', 'utf8'))
  const manifests = new Map()
  const uses = new Map([[urlOf(root), new Set()]])

  const manifestOf = (id) => {
    const folder = packageFolderOf(id)
    if (folder === undefined) return root
    if (!manifests.has(folder)) manifests.set(folder, JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')))
    return manifests.get(folder)
  }

  return {
    name: 'software-bill',
    generateBundle(_options, bundle) {
      const bundled = Object.values(bundle).flatMap(({ modules = {} }) =>
        Object.keys(modules).filter((id) => !id.startsWith('\0') && modules[id].renderedLength > 0),
      )
      const isBundled = new Set(bundled)
      for (const id of bundled) {
        const from = urlOf(manifestOf(id))
        if (!uses.has(from)) uses.set(from, new Set())
        const { importedIds, dynamicallyImportedIds } = this.getModuleInfo(id)
        for (const used of [...importedIds, ...dynamicallyImportedIds]) {
          const to = isBundled.has(used) && urlOf(manifestOf(used))
          if (to && to !== from) uses.get(from).add(to)
        }
      }
      const components = new Map([...manifests.values()].map((one) => [urlOf(one), componentOf(one, 'library')]))
      const document = {
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        version: 1,
        metadata: { lifecycles: [{ phase: 'build' }], component: componentOf(root, 'application') },
        components: [...components.keys()].sort().map((url) => components.get(url)),
        dependencies: [...uses.keys()].sort().map((ref) => ({ ref, dependsOn: [...uses.get(ref)].sort() })),
      }
      writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
    },
  }
}
