/** Query parameters. The vendor writes their names in several cases, so the case does not matter. */
export class Query {
  readonly #parameters: readonly [string, string][]
  readonly #values = new Map<string, string>()

  constructor(parameters: Iterable<[string, string]>) {
    this.#parameters = [...parameters]
    for (const [name, value] of this.#parameters) this.#values.set(name.toLowerCase(), value)
  }

  /** The value; undefined when the parameter is not there, or empty. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase()) || undefined
  }

  /** All values of a parameter that may come several times, or with commas between its values. */
  all(name: string): string[] {
    const values = this.#parameters.filter(([given]) => given.toLowerCase() === name.toLowerCase())
    return values.flatMap(([, value]) => value.split(',')).filter((value) => value !== '')
  }

  /** What was asked, without these parameters: to make a link to another page of it. */
  without(...names: string[]): [string, string][] {
    return this.#parameters.filter(([given]) => !names.includes(given.toLowerCase()))
  }

  flag(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true'
  }
}
