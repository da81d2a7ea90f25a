import { randomUUID } from 'node:crypto'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { written } from './control/endpoint.ts'
import { explained } from './control/errors.ts'
import { exportState, importState } from './control/state-document.ts'
import { isJsonDeeper } from './core/nesting.ts'
import type { Emulator } from './domain/emulator.ts'
import { Fault } from './domain/fault.ts'
import { OptionProblem } from './options.ts'

/** The state could not be written; the message says why. */
export class StateNotWritten extends Error {
  override readonly name = 'StateNotWritten'
}

/** In levels: well beyond what any request may bring into a state. */
const deepest = 1_500

/** Puts the state of a file in the place of what there is. @throws OptionProblem that says what is wrong with the file */
export function importFile(emulator: Emulator, path: string): void {
  try {
    const bytes = readFileSync(path)
    if (isJsonDeeper(bytes, deepest)) throw new Error(`nested more than ${deepest} deep`)
    importState(emulator, JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    throw new OptionProblem(`import: '${path}': ${whyNot(error)}.`)
  }
}

/** Fails at the start rather than at the end. @throws OptionProblem when the file could not be written as things are */
export function checkExportFile(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder')
  } catch (error) {
    throw new OptionProblem(`exportOnExit: '${path}' cannot be written: ${whyNot(error)}.`)
  }
}

/**
 * Takes the state now; what is given back writes it, as a whole or not at all: the file is there when all of it is.
 *
 * @throws StateNotWritten
 */
export function exportTo(emulator: Emulator, path: string): () => Promise<void> {
  const notWritten = (error: unknown) =>
    new StateNotWritten(`The state was not written to '${path}': ${whyNot(error)}.`)
  let text: string
  try {
    text = written(exportState(emulator))
  } catch (error) {
    return () => Promise.reject(notWritten(error))
  }
  return async () => {
    const draft = `${path}.${randomUUID()}`
    try {
      // A device or a pipe is written to, not replaced.
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) return await writeFile(path, text)
      await writeFile(draft, text)
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {})
      throw notWritten(error)
    }
  }
}

const whyNot = (error: unknown) =>
  error instanceof Fault ? explained(error) : error instanceof Error ? error.message : String(error)
