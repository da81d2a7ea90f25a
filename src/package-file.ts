import { readFileSync } from 'node:fs'

/**
 * Reads a file that ships with the package, by its path from the package's root. This file stands right below the
 * root in `src/`, as the bundle does in `dist/`.
 */
export const readPackageFile = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
