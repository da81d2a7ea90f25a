import { linkTo, route } from '../lib/route.ts'

interface Chip {
  readonly title: string
  /** What it changes of the filters; undefined takes one away. */
  readonly set: Readonly<Record<string, string | undefined>>
}

/** Filters that are chosen often, as links; the others in force stay. */
export function FilterChips({ label, of }: { label: string; of: readonly Chip[] }) {
  const { query } = route.value
  return (
    <nav class="filters" aria-label={label}>
      {of.map(({ title, set }) => {
        const chosen = Object.entries(set).every(([name, value]) => query[name] === value)
        return (
          <a key={title} href={linkTo({ query: withFilters(query, set) })} aria-current={chosen ? 'true' : undefined}>
            {title}
          </a>
        )
      })}
    </nav>
  )
}

function withFilters(query: Readonly<Record<string, string>>, set: Chip['set']): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...query, ...set }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
