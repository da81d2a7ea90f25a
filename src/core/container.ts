import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

let answer: boolean | undefined

/** Whether this process runs in a container, where `localhost` is the container itself; looked at once. */
export function inContainer(): boolean {
  answer ??= isContainer('/', process.env)
  return answer
}

/** Looks for what Docker, Podman, Kubernetes and LXC leave in a file system and in the environment. */
export function isContainer(root: string, environment: Readonly<Record<string, string | undefined>>): boolean {
  return (
    ['.dockerenv', 'run/.containerenv'].some((mark) => existsSync(join(root, mark))) ||
    ['container', 'KUBERNETES_SERVICE_HOST'].some((name) => environment[name]) ||
    /docker|containerd|kubepods|libpod|lxc/.test(textOf(join(root, 'proc/1/cgroup')))
  )
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
