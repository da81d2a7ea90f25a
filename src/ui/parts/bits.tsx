import type { ComponentChildren } from 'preact'
import type { Problem } from '../lib/api.ts'
import { useDetailFocus } from '../lib/detail-focus.ts'
import { distance } from '../lib/format.ts'
import { info } from '../lib/info.ts'
import { timeOfDay } from '../lib/now.ts'
import { linkTo, type Route, route } from '../lib/route.ts'

export type Tone = 'good' | 'bad' | 'wait' | 'note' | 'plain'

/** A state in a word, with a sign as well as a colour. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <span class="badge" data-tone={tone}>
      {signs[tone]}
      {children}
    </span>
  )
}

const sign = (text: string) => <span aria-hidden="true">{text} </span>
const signs: Readonly<Record<Tone, ComponentChildren>> = {
  ...{ good: sign('✓'), bad: sign('✕'), wait: sign('◷'), note: sign('!'), plain: '' },
}

/** Names and values, those without a value left out. */
export function Facts({ of }: { of: readonly (readonly [string, ComponentChildren])[] }) {
  const known = of.filter(([, value]) => value !== undefined && value !== '' && value !== false)
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A time, and how far it is from what the emulator's clock shows. @param iso - ISO 8601 */
export function Time({ iso }: { iso: string }) {
  const now = info.value?.clock.now
  return (
    <time dateTime={iso} title={iso}>
      {timeOfDay(iso)}
      {now !== undefined && <span class="faint"> {distance(iso, now)}</span>}
    </time>
  )
}

/** What stands for what is not to be read over a shoulder. */
export const dots = '••••••'

/** The way back, where there is no room for the list beside what is open of it. */
export const Back = ({ query = route.value.query }: BackProps) => (
  <a class="button quiet back" href={linkTo({ id: undefined, query })}>
    ‹ Back
  </a>
)
interface BackProps {
  /** The filters that stay. */
  readonly query?: Route['query']
}

/** What is asked for is not there: says so, with the way back. @param what - one of them, in a word */
export const NotThere = ({ problem, what }: { problem: Problem; what: string }) => {
  const isToCome = route.value.id === 'latest' && problem.status === 404
  return (
    <Empty title={isToCome ? `No ${what} fits yet` : problem.message}>
      {isToCome && <p>The first that does is shown here the moment it comes.</p>}
      <a class="button" href={linkTo({ id: undefined })}>
        Back
      </a>
    </Empty>
  )
}

/** The heading of what is open of a list: whoever opens it by the keyboard goes on from there. */
export function DetailTitle({ children }: { children: ComponentChildren }) {
  const heading = useDetailFocus()
  return (
    <h2 ref={heading} tabIndex={-1} data-detail>
      {children}
    </h2>
  )
}

/** What is said where there is nothing yet. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** A list beside what is open of it; on a phone one of the two. */
export function Panes({ list, detail, open }: { list: ComponentChildren; detail: ComponentChildren; open: boolean }) {
  return (
    <div class="panes" data-open={open}>
      <section class="pane list-pane">{list}</section>
      <section class="pane detail-pane">{detail}</section>
    </div>
  )
}
