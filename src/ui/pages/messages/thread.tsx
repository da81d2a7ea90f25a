import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { counted } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import { linkTo, route } from '../../lib/route.ts'
import { Back } from '../../parts/bits.tsx'
import { Attachment } from './attachment.tsx'
import { keyOf, markSeen, type Parties, type Row } from './conversations.ts'
import { Reply } from './reply.tsx'
import { Fates, reasonsOf, richOf, segmentsInWords, suggestionsOf, typeInWords } from './words.tsx'

/** So many are shown at first, and more on demand. */
const pageSize = 200
/** In px: so near to the end counts as there. */
const nearEnd = 40

interface Props {
  readonly conversation: string
  readonly parties: Parties
  /** The newest first; of other conversations too. */
  readonly rows: readonly Row[]
  readonly selected: Row
}

/** The messages of a conversation as on a phone: the oldest at the top, and the end in sight as long as the reader is there. */
export function Thread({ conversation, parties, rows, selected }: Props) {
  const { own, others } = parties
  const mine = useMemo(() => rows.filter((row) => keyOf(row) === conversation), [rows, conversation])
  const newest = mine[0]
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useSignal(true)
  const wanted = useSignal(pageSize)
  // Where it begins stays as it is while somebody reads further up.
  const first = useRef(0)
  const size = wanted.value
  if (atEnd.value) first.current = mine[size - 1]?.seq ?? 0
  const from = Math.min(first.current, selected.seq)
  const shown = mine.filter(({ seq }) => seq >= from).reverse()
  const earlier = mine.length - shown.length
  const lastSeen = useRef(0)
  if (atEnd.value) lastSeen.current = newest?.seq ?? 0
  const below = atEnd.value ? 0 : mine.filter(({ seq }) => seq > lastSeen.current).length

  useEffect(() => {
    if (newest) markSeen(conversation, newest.seq)
  }, [conversation, newest])

  const toEnd = () => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
  }
  useLayoutEffect(() => {
    if (atEnd.value) toEnd()
  })
  useEffect(() => {
    // The room for it changes with what is written below, and with the window.
    const observer = new ResizeObserver(() => atEnd.peek() && toEnd())
    if (scroller.current) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [])
  // What is asked for comes into sight once.
  const { id } = route.value
  const scrolledTo = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    const bubble = scroller.current?.querySelector('[aria-current]')
    if (!bubble || scrolledTo.current === id) return
    scrolledTo.current = id
    if (selected !== newest) bubble.scrollIntoView({ block: 'nearest' })
  })
  const showEarlier = () => {
    const element = scroller.current
    if (!element) return
    const fromBottom = element.scrollHeight - element.scrollTop
    first.current = mine[shown.length + pageSize - 1]?.seq ?? 0
    atEnd.value = false
    wanted.value = shown.length + pageSize
    requestAnimationFrame(() => {
      element.scrollTop = element.scrollHeight - fromBottom
    })
  }

  return (
    <section class="thread" aria-label={`Conversation of ${own} with ${others.join(', ')}`}>
      <header class="pane-head thread-head">
        <Back>All</Back>
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
            atEnd.value = scrollHeight - scrollTop - clientHeight < nearEnd
          }}
        >
          {earlier > 0 && (
            <button type="button" class="button thread-earlier" onClick={showEarlier}>
              Show earlier ({earlier.toLocaleString()})
            </button>
          )}
          <ol class="bubbles">
            {shown.map((row, index) => (
              <Bubble key={row.id} row={row} before={shown[index - 1]} selected={row.id === selected.id} />
            ))}
          </ol>
        </div>
        {below > 0 && (
          <button type="button" class="button thread-below" data-look="main" onClick={toEnd}>
            {counted(below, 'new message')} ↓
          </button>
        )}
      </div>
      <Reply key={conversation} parties={parties} last={newest ?? selected} />
    </section>
  )
}

const dayOf = (iso: string) => new Date(iso).toDateString()

function Bubble({ row, before, selected }: { row: Row; before: Row | undefined; selected: boolean }) {
  const { id, direction, from, time, text, media = [], warnings, type, segmentCount, encoding } = row
  const newDay = before !== undefined ? dayOf(before.time) !== dayOf(time) : dayOf(time) !== new Date().toDateString()
  const sameSender = !newDay && before?.from === from && before.direction === direction
  const reasons = reasonsOf(row)
  return (
    <>
      {newDay && <li class="day">{new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium' })}</li>}
      <li class="said" data-side={direction} data-follows={sameSender}>
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
