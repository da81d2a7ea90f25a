import { useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks'
import { counted } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import { linkTo, route } from '../../lib/route.ts'
import { Back } from '../../parts/bits.tsx'
import { Attachment } from './attachment.tsx'
import { keyOf, markSeen, type Parties, type Row } from './conversations.ts'
import { Reply } from './reply.tsx'
import { type Trouble, TroubleBadge, type Troubles } from './troubles.tsx'
import { Fates, reasonsOf, richOf, segmentsInWords, suggestionsOf, typeInWords } from './words.tsx'

/** So many are in the document at most: around what is chosen, or at the end. */
const windowSize = 200
/** The window goes on by so many. */
const step = windowSize / 2
/** In px: so near to the end counts as there. */
const nearEnd = 40

interface Props {
  readonly conversation: string
  readonly parties: Parties
  /** The newest first; of other conversations too. */
  readonly rows: readonly Row[]
  readonly selected: Row
  readonly troubles: Troubles
}

/** The messages of a conversation as on a phone: the oldest at the top, and the end in sight as long as the reader is there. */
export function Thread({ conversation, parties, rows, selected, troubles }: Props) {
  const { own, others } = parties
  const { id } = route.value
  const mine = useMemo(() => rows.filter((row) => keyOf(row) === conversation), [rows, conversation])
  const newest = mine[0]
  const scroller = useRef<HTMLDivElement>(null)
  const [, rerender] = useReducer((count: number, _: undefined) => count + 1, 0)
  // Where the window begins, by the `seq` of its first: it stays there while somebody reads. At the end it goes along.
  const first = useRef<number | undefined>(undefined)
  const atEnd = useRef(true)
  const placed = useRef<string | undefined>(undefined)
  const oldestShown = () => {
    const { current } = first
    return current === undefined
      ? Math.min(windowSize, mine.length) - 1
      : mine.findLastIndex(({ seq }) => seq >= current)
  }
  let oldest = oldestShown()
  // What is asked for is brought into it once, as soon as it is there.
  let isPlaced = false
  if (placed.current !== id && (id === 'latest' || id === selected.id)) {
    const index = mine.findIndex((row) => row.id === selected.id)
    if (index >= 0) placed.current = id
    if (index > oldest || (index >= 0 && index <= oldest - windowSize)) {
      isPlaced = true
      oldest = Math.min(mine.length - 1, Math.max(windowSize - 1, index + step))
      first.current = mine[oldest]?.seq
      atEnd.current = false
    }
  }
  const later = Math.max(0, oldest + 1 - windowSize)
  const earlier = mine.length - 1 - oldest
  const shown = mine.slice(later, oldest + 1).reverse()
  const lastSeen = useRef(0)
  if (atEnd.current || lastSeen.current === 0) lastSeen.current = newest?.seq ?? 0
  const unseen = mine.findIndex(({ seq }) => seq <= lastSeen.current)

  useEffect(() => {
    if (newest) markSeen(conversation, newest.seq)
  }, [conversation, newest])

  const toEnd = () => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
  }
  const goToEnd = () => {
    first.current = undefined
    atEnd.current = true
    rerender(undefined)
    scroller.current?.focus({ preventScroll: true })
  }
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
  })
  useEffect(() => {
    // The room for it changes with what is written below, and with the window.
    const observer = new ResizeObserver(() => atEnd.current && toEnd())
    if (scroller.current) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [])
  // What is asked for comes into sight once.
  const scrolledTo = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    const bubble = scroller.current?.querySelector('[aria-current]')
    if (!bubble || placed.current !== id || scrolledTo.current === id) return
    scrolledTo.current = id
    if (selected.id !== newest?.id) bubble.scrollIntoView({ block: isPlaced ? 'center' : 'nearest' })
  })
  // When the window goes on, what both have stays in its place.
  const staying = useRef<{ readonly id: string; readonly top: number } | undefined>(undefined)
  const topOf = (id: string) =>
    scroller.current?.querySelector(`[data-message="${CSS.escape(id)}"]`)?.getBoundingClientRect().top
  const moveTo = (index: number, stays: Row | undefined) => {
    const top = stays && topOf(stays.id)
    if (stays && top !== undefined) staying.current = { id: stays.id, top }
    first.current = mine[index]?.seq
    atEnd.current = false
    // The button may be gone by then.
    scroller.current?.focus({ preventScroll: true })
    rerender(undefined)
  }
  useLayoutEffect(() => {
    const { current } = staying
    staying.current = undefined
    const top = current && topOf(current.id)
    if (current && top !== undefined && scroller.current) scroller.current.scrollTop += top - current.top
  })

  return (
    <section class="thread" aria-label={`Conversation of ${own} with ${others.join(', ')}`}>
      <header class="pane-head thread-head">
        <Back />
        <div class="cut thread-parties">
          <h2 class="cut">
            <bdi>{others.join(', ')}</bdi>
          </h2>
          <p class="faint cut">
            with <bdi>{own}</bdi> · {counted(mine.length, 'message')}
          </p>
        </div>
      </header>
      <div class="thread-room">
        <div
          class="thread-scroll"
          ref={scroller}
          role="log"
          aria-label="Messages"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
          tabIndex={0}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            const isThere = later === 0 && scrollHeight - scrollTop - clientHeight < nearEnd
            if (isThere === atEnd.current) return
            atEnd.current = isThere
            first.current = isThere ? undefined : shown[0]?.seq
            rerender(undefined)
          }}
        >
          {earlier > 0 && (
            <button
              type="button"
              class="button thread-more"
              onClick={() => moveTo(Math.min(mine.length - 1, oldest + step), shown[0])}
            >
              Show earlier ({earlier.toLocaleString()})
            </button>
          )}
          <ol class="bubbles">
            {shown.map((row, index) => (
              <Bubble
                key={row.id}
                row={row}
                before={shown[index - 1]}
                selected={row.id === selected.id}
                trouble={troubles.get(row.id)}
              />
            ))}
          </ol>
          {later > 0 && (
            <button
              type="button"
              class="button thread-more"
              onClick={() => moveTo(Math.max(windowSize - 1, oldest - step), shown.at(-1))}
            >
              Show later ({later.toLocaleString()})
            </button>
          )}
        </div>
        {(unseen > 0 || later > 0) && (
          <button type="button" class="button thread-below" data-look="main" onClick={goToEnd}>
            {unseen > 0 ? counted(unseen, 'new message') : 'To the newest'} ↓
          </button>
        )}
      </div>
      <Reply key={conversation} parties={parties} last={newest ?? selected} />
    </section>
  )
}

const dayOf = (iso: string) => new Date(iso).toDateString()

interface BubbleProps {
  readonly row: Row
  readonly before: Row | undefined
  readonly selected: boolean
  readonly trouble: Trouble | undefined
}

function Bubble({ row, before, selected, trouble }: BubbleProps) {
  const { id, direction, from, time, text, media = [], warnings, type, segmentCount, encoding } = row
  const newDay = before !== undefined ? dayOf(before.time) !== dayOf(time) : dayOf(time) !== new Date().toDateString()
  const sameSender = !newDay && before?.from === from && before.direction === direction
  const reasons = reasonsOf(row)
  return (
    <>
      {newDay && <li class="day">{new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium' })}</li>}
      <li class="said" data-message={id} data-side={direction} data-follows={sameSender}>
        <a class="bubble" href={linkTo({ id })} aria-current={selected ? 'true' : undefined}>
          <span class={sameSender ? 'visually-hidden' : 'bubble-from'}>
            <bdi>{from}</bdi>
            <span class="visually-hidden">: </span>
          </span>
          {media.map((url) => (
            <Attachment key={url} url={url} />
          ))}
          {text !== '' && (
            <span class="bubble-text" dir="auto">
              {text}
            </span>
          )}
          <Rich of={row} />
        </a>
        <p class="bubble-foot">
          <Fates of={row} />
          <TroubleBadge of={trouble} />
          <span>{typeInWords(row)}</span>
          {type === 'sms' && (segmentCount > 1 || encoding === 'UCS-2') && <span>{segmentsInWords(row)}</span>}
          {warnings.length > 0 && <span class="caution">! {counted(warnings.length, 'warning')}</span>}
          <time dateTime={time} title={time}>
            {clockTime(time)}
          </time>
        </p>
        {reasons.map((reason) => (
          <p key={reason} class="bubble-reason">
            {reason}
          </p>
        ))}
      </li>
    </>
  )
}

/** What only RBM has: cards, suggestions, and the answers to them. */
function Rich({ of: row }: { of: Row }) {
  const { suggestionResponse: tapped, locationResponse: at } = row
  const { cards, suggestions } = richOf(row)
  return (
    <>
      {cards.map(({ title, description, media, ...card }, index) => (
        <span key={index} class="card">
          {media?.fileUrl !== undefined && <Attachment url={media.fileUrl} />}
          {title !== undefined && <strong dir="auto">{title}</strong>}
          {description !== undefined && <span dir="auto">{description}</span>}
          <Suggestions of={suggestionsOf(card)} />
        </span>
      ))}
      <Suggestions of={suggestions} />
      {tapped && (
        <span class="bubble-text">
          Tapped: <bdi>{tapped.text}</bdi>
        </span>
      )}
      {at && (
        <span class="bubble-text">
          Location: {at.latitude}, {at.longitude}
        </span>
      )}
    </>
  )
}

function Suggestions({ of: texts }: { of: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <span class="suggestions">
      <span class="visually-hidden">Suggestions: </span>
      {texts.map((text) => (
        <bdi key={text} class="suggestion">
          {text}
        </bdi>
      ))}
    </span>
  )
}
