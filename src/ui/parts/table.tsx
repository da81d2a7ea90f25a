import type { ComponentChildren } from 'preact'

interface Props {
  readonly heads: readonly string[]
  /** The rows. */
  readonly children: ComponentChildren
  readonly label?: string
  /** A class of the page's own. */
  readonly look?: string
}

/** A table whose columns have heads; what is too wide for its place is scrolled by itself. */
export function Table({ heads, children, label, look = '' }: Props) {
  return (
    <div class="table-room">
      <table class={`table ${look}`} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
