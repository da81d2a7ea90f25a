import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isContainer } from './container.ts'

/** The root of a file system that has these files and no others. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-root-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

it.each<[string, Record<string, string>, Record<string, string>]>([
  ['Docker', { '.dockerenv': '' }, {}],
  ['Podman', { 'run/.containerenv': '' }, {}],
  ['Podman by its variable', {}, { container: 'podman' }],
  ['Kubernetes', {}, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
  ['a control group of Docker', { 'proc/1/cgroup': '12:pids:/docker/4e1f\n' }, {}],
  ['a control group of Kubernetes', { 'proc/1/cgroup': '0::/kubepods.slice/pod1\n' }, {}],
])('finds itself in a container of %s', (_case, files, environment) => {
  expect(isContainer(rootWith(files), environment)).toBe(true)
})

it.each<[string, Record<string, string>]>([
  ['without control groups', {}],
  ['with those of a machine', { 'proc/1/cgroup': '0::/init.scope\n' }],
])('finds itself in none on a system %s', (_case, files) => {
  expect(isContainer(rootWith(files), { HOME: '/root' })).toBe(false)
})
