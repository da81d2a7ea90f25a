import { computed } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import type { MessageRecord } from '../../../control/records/views.ts'
import { Problem } from '../../lib/api.ts'
import { inboundDraft } from '../../lib/drafts.ts'
import { counted } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import { type Feed, useRecord, useRecords } from '../../lib/records.ts'
import { linkTo, navigate, route, sameAccount } from '../../lib/route.ts'
import { insteadOfRows, isFiltered } from '../../parts/feed-list.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { type Conversation, conversationsIn, keyOf, partiesOf, type Row } from './conversations.ts'
import { MessageDetail } from './detail.tsx'
import { NoMessages, SampleMessage } from './no-messages.tsx'
import { Thread } from './thread.tsx'
import { type Trouble, TroubleBadge, type Troubles, troublesIn } from './troubles.tsx'
import { gist, State } from './words.tsx'

/** In px. */
const rowHeight = 78

/** Conversations, the one that is open as on a phone, and all there is to know of one of its messages. */
export function MessagesPage() {
  const { id, query } = route.value
  const feed = useRecords('messages', query)
  const rows = feed.rows.value
  const state = feed.state.value
  const told = useRecords('callbacks', sameAccount()).rows
  const troubles = useMemo(() => computed(() => troublesIn(told.value)), [told]).value
  // The newest that fits heads the list.
  const shown = id === 'latest' ? rows[0]?.id : id
  const found = useRecord('messages', shown).value
  const record = found instanceof Problem ? undefined : found
  const row: Row | undefined = shown === undefined ? undefined : (record ?? rows.find((row) => row.id === shown))
  // What was open stays while another is asked for.
  const former = useRef<{ row?: Row | undefined; record?: MessageRecord | undefined }>({})
  const none = shown === undefined || found instanceof Problem
  if (none) former.current = {}
  if (row) former.current = { row, record: record ?? former.current.record }
  const { row: open, record: detail } = former.current
  const conversations = conversationsIn(rows)
  const instead = insteadOfRows(state, rows.length, <NoMessages />)
  if (instead && id === undefined) return instead
  return (
    <div class="messages" data-open={id !== undefined}>
      <section class="pane" aria-label="Conversations">
        <header class="pane-head">
          <h2>Conversations</h2>
          <button
            type="button"
            class="button"
            data-look="main"
            title="Key: c"
            onClick={() => (inboundDraft.value = {})}
          >
            Compose
          </button>
        </header>
        {!instead && (
          <p class="count">
            {counted(conversations.length, 'conversation')}
            {state === 'loading' && ' so far…'}
          </p>
        )}
        {instead ?? (
          <VirtualList
            label="conversations"
            follow
            rows={conversations}
            keyOf={({ key }) => key}
            rowHeight={rowHeight}
            open={open && keyOf(open)}
            hrefOf={({ last }) => linkTo({ id: last.id })}
          >
            {(conversation) => <ConversationRow of={conversation} trouble={troubles.get(conversation.last.id)} />}
          </VirtualList>
        )}
      </section>
      <div class="conversation">
        {open ? (
          <>
            {isFiltered(query) ? (
              <WholeThread key={keyOf(open)} selected={open} troubles={troubles} />
            ) : (
              <Thread
                key={keyOf(open)}
                conversation={keyOf(open)}
                parties={partiesOf(open)}
                rows={rows}
                selected={open}
                troubles={troubles}
              />
            )}
            <section class="pane message-pane" aria-label="Message">
              {detail ? <MessageDetail key={detail.id} message={detail} /> : <p class="faint pad">Loading…</p>}
            </section>
          </>
        ) : (
          <NothingOpen problem={found instanceof Problem ? found : undefined} state={state} />
        )}
      </div>
    </div>
  )
}

/** What a filter leaves out of the list is in the thread all the same. */
function WholeThread({ selected, troubles }: { selected: Row; troubles: Troubles }) {
  const rows = useRecords('messages', sameAccount()).rows.value
  const parties = useMemo(() => partiesOf(selected), [keyOf(selected)])
  return <Thread conversation={keyOf(selected)} {...{ parties, rows, selected, troubles }} />
}

interface RowProps {
  readonly of: Conversation
  readonly trouble: Trouble | undefined
}

function ConversationRow({ of: { own, others, last, count, unread }, trouble }: RowProps) {
  return (
    <>
      <span class="row-line">
        {unread > 0 && <span class="unread-dot" aria-hidden="true" />}
        <strong class="cut">
          <bdi>{others.join(', ')}</bdi>
        </strong>
        <time dateTime={last.time}>{clockTime(last.time)}</time>
      </span>
      <span class="row-line">
        <span class="cut">
          {last.direction === 'out' && <span class="faint">App: </span>}
          <bdi>{gist(last)}</bdi>
        </span>
        {unread > 0 && <span class="unread">{unread} new</span>}
      </span>
      <span class="row-line">
        <State of={last} />
        <TroubleBadge of={trouble} />
        {/* There is no room for both. */}
        {!trouble && (
          <span class="cut faint">
            with <bdi>{own}</bdi>
          </span>
        )}
        <span class="row-end">
          {count.toLocaleString()}
          <span class="visually-hidden"> {count === 1 ? 'message' : 'messages'}</span>
        </span>
      </span>
    </>
  )
}

function NothingOpen({ problem, state }: { problem: Problem | undefined; state: Feed<'messages'>['state']['value'] }) {
  const { id } = route.value
  const title = problem
    ? 'This message is not on record'
    : id === 'latest' && state === 'ready'
      ? 'No message fits yet'
      : undefined
  if (id !== undefined && !title) return <p class="faint pad">Loading…</p>
  return (
    <div class="empty">
      {title !== undefined ? (
        <>
          <h2>{title}</h2>
          <p>{problem?.message ?? 'The first that does is shown here the moment it comes.'}</p>
          <button type="button" class="button" onClick={() => navigate({ id: undefined, query: sameAccount() })}>
            Show all conversations
          </button>
        </>
      ) : (
        <>
          <h2>Choose a conversation</h2>
          <p class="faint">
            <kbd>j</kbd> and <kbd>k</kbd> go through them, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> leads back,{' '}
            <kbd>c</kbd> writes as a phone outside.
          </p>
          <SampleMessage />
        </>
      )}
    </div>
  )
}
