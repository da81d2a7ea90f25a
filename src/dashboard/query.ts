/** Query parameters. The vendor writes their names in several cases, so the case does not matter. */
export class Query {
  readonly #values = new Map<string, string>()

  constructor(parameters: Iterable<[string, string]>) {
    for (const [name, value] of parameters) this.#values.set(name.toLowerCase(), value)
  }

  /** The value; undefined when the parameter is not there, or empty. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase()) || undefined
  }

  flag(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true'
  }
}
