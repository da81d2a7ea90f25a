// `npm audit` of what ships. All that is bundled is a development dependency of this package, so that npm cannot tell it
// from what only builds and tests; the bill of the build can. Ends with 1 when something bundled has an advisory; tells
// what the others have, and ends nothing for that.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { components } = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8'))
const bundled = new Set(components.map(({ name, version }) => `${name} ${version}`))

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
const { vulnerabilities, message } = JSON.parse(stdout)
if (!vulnerabilities) {
  console.error(`npm audit did not answer: ${message ?? stdout}`)
  process.exit(2)
}

/** The packages that have an advisory themselves, not by what they depend on. */
const found = Object.values(vulnerabilities).flatMap(({ name, nodes, via }) => {
  const advisories = via.filter((one) => typeof one === 'object')
  return nodes.flatMap((folder) => {
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
    const ships = bundled.has(`${name} ${version}`)
    return advisories.map(({ severity, title, url }) => ({
      ships,
      line: `${name} ${version}: ${severity}, ${title} ${url}`,
    }))
  })
})

const [shipped, others] = [true, false].map((ships) => [
  ...new Set(found.filter((one) => one.ships === ships).map(({ line }) => line)),
])
console.log([`${bundled.size} packages are bundled; advisories: ${shipped.length}`, ...shipped].join('\n'))
console.log([`Only for development; advisories: ${others.length}`, ...others].join('\n'))
process.exitCode = shipped.length > 0 ? 1 : 0
