import { clockTime } from '../../lib/now.ts'
import type { Rows } from '../../lib/records.ts'
import { attemptsInWords, CallbackState } from './state.tsx'

/** A URL as far as it says where something goes. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return host + pathname
}

/** What a callback is about: a number, or an order. */
export const aboutOf = ({ to, orderId }: Pick<Rows['callbacks'], 'to' | 'orderId'>): string =>
  to ?? (orderId === undefined ? '' : `order ${orderId}`)

/** A callback in a list. @param direction - a word for it, in a list of both directions */
export function CallbackRow({ of, direction }: { of: Rows['callbacks']; direction?: string | undefined }) {
  const { type, url, time, warning } = of
  return (
    <>
      <div class="row-line">
        <strong>{type}</strong>
        <span class="cut faint mono">{placeOf(url)}</span>
        <time dateTime={time}>{clockTime(time)}</time>
      </div>
      <div class="row-line">
        {direction !== undefined && <span class="faint row-way">{direction}</span>}
        <CallbackState of={of} />
        <bdi class="cut faint">{aboutOf(of)}</bdi>
        {warning !== undefined && <span class="row-mark">! warning</span>}
        <span class="row-end">{attemptsInWords(of)}</span>
      </div>
    </>
  )
}
