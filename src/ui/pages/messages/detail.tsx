import type { MessageRecord } from '../../../control/records/views.ts'
import { useCodes } from '../../lib/codes.ts'
import { clockTime } from '../../lib/now.ts'
import { useRecords } from '../../lib/records.ts'
import { linkTo, sameAccount } from '../../lib/route.ts'
import { DetailTitle, Facts } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { MessageActions, Outcome } from './actions.tsx'
import { mediaName } from './attachment.tsx'
import { TimeLine } from './time-line.tsx'
import { TroubleBadge, troublesIn } from './troubles.tsx'
import { Fates, segmentsInWords, typeInWords } from './words.tsx'

/** All that is known of a message, and what can be done with it. */
export function MessageDetail({ message }: { message: MessageRecord }) {
  const { id, direction, from, to, time, applicationId, accountId, trace, tag, priority, expiration } = message
  const { media = [], warnings, decisions, channelList, suggestionResponse, locationResponse, encoding } = message
  const requests = useRecords('requests', { trace })
  const callbacks = useRecords('callbacks', { trace })
  const underWay = callbacks.rows.value.flatMap(({ messageId, type, to }) =>
    messageId === id && /^message-sen/.test(type) ? (to ?? []) : [],
  )
  const trouble = troublesIn(callbacks.rows.value).get(id)
  const failures = message.recipients.filter(({ state }) => state === 'failed')
  const failedWith = useCodes().filter(({ code }) => failures.some(({ errorCode }) => errorCode === code))
  const all = (page: 'requests' | 'callbacks') => linkTo({ page, id: undefined, query: { ...sameAccount(), trace } })
  return (
    <div class="pane-body">
      <div class="stack">
        <DetailTitle>{direction === 'out' ? 'Outbound message' : 'Inbound message'}</DetailTitle>
        <div class="line">
          <Fates of={message} underWay={underWay} />
          {trouble && (
            <a href={linkTo({ page: 'callbacks', id: trouble.id, query: sameAccount() })}>
              <TroubleBadge of={trouble} />
            </a>
          )}
        </div>
        {failedWith.map(({ code, description }) => (
          <p key={code} class="faint">
            {code}: {description}
          </p>
        ))}
        <MessageActions message={message} requests={requests.rows.value} callbacks={callbacks.rows.value} />
      </div>
      {warnings.length > 0 && (
        <section class="stack" aria-label="Warnings">
          <h3>Warnings</h3>
          {warnings.map((warning) => (
            <p key={warning} class="warning">
              {warning}
            </p>
          ))}
        </section>
      )}
      {direction === 'out' && <Outcome key={id} message={message} />}
      <section class="stack" aria-label="What was decided">
        <h3>What was decided</h3>
        {decisions.length === 0 && <p class="faint">Nothing.</p>}
        <ol class="decisions">
          {decisions.map(({ what, because, at }) => (
            <li key={`${at} ${what} ${because}`}>
              <span class="decision-what">{inOrder(what)}</span>
              <time class="faint" dateTime={at} title={at}>
                {clockTime(at)}
              </time>
              <span class="faint decision-because">{inOrder(because)}</span>
            </li>
          ))}
        </ol>
      </section>
      <section class="stack" aria-label="Time line">
        <div class="line spread">
          <h3>Time line</h3>
          <span class="line">
            <a href={all('requests')}>All requests of it</a>
            <a href={all('callbacks')}>All callbacks of it</a>
          </span>
        </div>
        <TimeLine requests={requests} callbacks={callbacks} message={message} />
      </section>
      <section class="stack" aria-label="Facts">
        <h3>Facts</h3>
        <Facts
          of={[
            ['Id', <code key="">{id}</code>],
            ['Time', <span key="">{time}</span>],
            ['From', <bdi key="">{from}</bdi>],
            ['To', <bdi key="">{to.join(', ')}</bdi>],
            ['Type', typeInWords(message)],
            ['Encoding', message.type === 'sms' ? segmentsInWords(message) : encoding],
            ['Media', media.length > 0 && media.map((url) => <Media key={url} url={url} />)],
            [
              'Tapped',
              suggestionResponse && <bdi>{`${suggestionResponse.text} (${suggestionResponse.postbackData})`}</bdi>,
            ],
            ['Location', locationResponse && `${locationResponse.latitude}, ${locationResponse.longitude}`],
            ['Application', applicationId ? <code>{applicationId}</code> : 'none'],
            ['Tag', tag !== undefined && <bdi>{tag}</bdi>],
            ['Priority', priority],
            ['Expiration', expiration],
            ['Account', accountId],
            ['Trace', <code key="">{trace}</code>],
          ]}
        />
      </section>
      {channelList && (
        <section class="stack" aria-label="Ways it may take">
          <h3>Ways it may take</h3>
          <Code label="Ways it may take" text={JSON.stringify(channelList)} />
        </section>
      )}
    </div>
  )
}

/** A sentence of ours that quotes what somebody wrote: nothing in it may turn the rest around. */
const inOrder = (sentence: string) => sentence.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')

const Media = ({ url }: { url: string }) => (
  <span class="media-fact">
    <bdi>{mediaName(url)}</bdi> <bdi class="faint">{url}</bdi>
  </span>
)
