import type { info } from '../control/info.ts'
import { didYouMean, OptionProblem } from '../options.ts'
import { csharp } from './csharp.ts'
import { java } from './java.ts'
import { javascript } from './javascript.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { fileOf, type Place, type Recipe, valuesAt } from './recipe.ts'
import { ruby } from './ruby.ts'
import { shell, variables, variablesOf } from './shell.ts'

/** How each SDK is pointed at the emulator. */
export const recipes: readonly Recipe[] = [...shell, ...javascript, ...python, ...java, ...ruby, ...php, ...csharp]

/** Every name that `--sdk` takes, with what it is. */
export function recipeList(): string {
  const width = Math.max(...recipes.map(({ name }) => name.length)) + 2
  return recipes.map(({ name, title, apis }) => `${name.padEnd(width)}${title}: ${apis}`).join('\n')
}

/** The recipe of that name; the variables when there is none. @throws OptionProblem */
export function recipeNamed(name: string = variables.name): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name)
  if (recipe) return recipe
  const names = recipes.map((candidate) => candidate.name)
  throw new OptionProblem(`--sdk: there is no SDK '${name}'${didYouMean(name, names)}\nThere are:\n${recipeList()}`)
}

/** The variables that point to an emulator, by name: as the command `env` prints them. */
export const variablesFor = (place: Place): Record<string, string> => variablesOf(valuesAt(place))

/** An emulator that could not be asked; the message says why. */
export class NotReached extends Error {
  override readonly name = 'NotReached'
}

/**
 * The file of a recipe for the emulator whose control API is at a URL, such as `http://127.0.0.1:9190`.
 *
 * @throws NotReached
 */
export async function fileFor(recipe: Recipe, url: string, controlToken: string | undefined): Promise<string> {
  const { urls, world } = await infoAt(url, controlToken)
  return fileOf(recipe, { url: new URL(urls.dashboardUrl).origin, urls, world })
}

async function infoAt(url: string, controlToken: string | undefined): Promise<ReturnType<typeof info>> {
  let response: Response
  try {
    const headers: Record<string, string> = controlToken ? { Authorization: `Bearer ${controlToken}` } : {}
    response = await fetch(`${url}/_emulator/v1/info`, { headers, signal: AbortSignal.timeout(5_000) })
  } catch (error) {
    const { message, cause } = error as Error
    const reason = (cause instanceof Error && cause.message) || message
    throw new NotReached(
      `No emulator answers at ${url}: ${reason}. Start one, or say where it is with --host and --port.`,
    )
  }
  const answer: unknown = await response.json().catch(() => undefined)
  const told = answer as { readonly name?: unknown; readonly title?: unknown } | null | undefined
  if (response.ok && told?.name === 'bandwidth-emulator') return answer as ReturnType<typeof info>
  throw new NotReached(`${url}: ${told?.title ?? `what answers is no emulator (status ${response.status}).`}`)
}
