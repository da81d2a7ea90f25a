import type { Covered } from './control/coverage.ts'
import { dashboard } from './dashboard/index.ts'
import { documentedPath, type KnownPath, type Operation } from './http/operation.ts'
import { knownPaths, operations } from './messaging/index.ts'
import { oauth } from './oauth/index.ts'

/** What is answered and what is known of the vendor's APIs: the coverage page as data. */
export const coverage = (): Covered[] => [
  ...covered('dashboard', dashboard.operations, dashboard.knownPaths),
  ...covered('messaging', operations, knownPaths),
  ...covered('oauth', oauth.operations, oauth.knownPaths),
]

const covered = (api: string, served: readonly Operation[], known: readonly KnownPath[]): Covered[] => [
  ...served.map(({ name, method, path, evidence, source, differs }) => ({
    ...{ api, name, methods: [method.toUpperCase()], path: documentedPath(path), evidence, source },
    ...(differs !== undefined && { differs }),
  })),
  ...known.map(({ name, methods = ['any'], path }) => ({
    ...{ api, name, methods: methods.map((method) => method.toUpperCase()), path: documentedPath(path) },
    evidence: 'not emulated' as const,
  })),
]
