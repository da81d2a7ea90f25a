// What an installation takes: the packed package with its dependencies, in a folder of its own. Build first.
// usage: node bench/size.mjs
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { install, npm } from './lib/installed.mjs'
import { heading, row } from './lib/table.mjs'

const { folder } = install()
const modules = join(folder, 'node_modules')
const paths = readdirSync(modules, { recursive: true }).map((name) => lstatSync(join(modules, name)))
const files = paths.filter((path) => path.isFile())
const sum = (sizes) => sizes.reduce((all, size) => all + size, 0) / 1e6
const packages = npm(folder, 'ls', '--all', '--parseable').trim().split('\n').slice(1)

heading(['files', 'packages'], 'MB')
const counted = [String(files.length), String(packages.length)]
row('installed, bytes of the files', counted, sum(files.map(({ size }) => size)), '<= 14')
row('installed, as it lies on the disk', counted, sum(paths.map(({ blocks }) => blocks * 512)), '<= 14')
