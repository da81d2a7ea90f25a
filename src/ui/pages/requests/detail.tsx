import type { Views } from '../../../control/records/views.ts'
import type { RuleDraft } from '../../../control/rules.ts'
import { Problem } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { span } from '../../lib/format.ts'
import { type Rows, useRecord, useRecords } from '../../lib/records.ts'
import { linkTo, route, sameAccount } from '../../lib/route.ts'
import { Back, DetailTitle, Facts, NotThere, Time } from '../../parts/bits.tsx'
import { CopySnippet } from '../../parts/copy-snippet.tsx'
import { Body, CopyCurl, Headers } from '../../parts/exchange.tsx'
import { RuleTrial } from '../../parts/rule-trial.tsx'
import { Decided } from './decided.tsx'
import { Status, titleOf } from './row.tsx'
import { OfThisTrace } from './trace.tsx'

/** One request: what was asked, what was answered, and why. @param id - or `latest`, of those that fit */
export function RequestDetail({ id }: { id: string }) {
  const { direction: _, ...filters } = route.value.query
  const request = useRecord('requests', id, filters).value
  if (request === undefined) return <p class="faint pad">Loading…</p>
  if (request instanceof Problem) return <NotThere problem={request} what="request" />
  return <Request key={request.id} of={request} />
}

function Request({ of: request }: { of: Views['requests'] }) {
  const { id, method, path, status, headers, body, responseHeaders, responseBody, trace } = request
  const messages = useRecords('messages', { trace }).rows.value
  return (
    <>
      <div class="pane-head">
        <Back />
        <div class="line">
          <DetailTitle>{titleOf(request)}</DetailTitle>
          <Status of={status} />
        </div>
      </div>
      <div class="pane-body">
        <Actions request={request} messages={messages} />
        <p class="mono asked">
          {method} {path}
        </p>
        <section class="stack">
          <h3>What was decided, and why</h3>
          <Decided request={request} messages={messages} />
          <RuleTrial on="request" record={id} />
        </section>
        <RequestFacts of={request} />
        <OfThisTrace trace={trace} messages={messages} />
        <section class="stack">
          <h3>Request</h3>
          <Body of={body} label="Body of the request" />
          <Headers of={headers} label="Headers of the request" />
        </section>
        <section class="stack">
          <h3>Answer</h3>
          <Body of={responseBody} label="Body of the answer" />
          <Headers of={responseHeaders} label="Headers of the answer" />
        </section>
      </div>
    </>
  )
}

interface Props {
  readonly request: Views['requests']
  /** Those that came of it. */
  readonly messages: readonly Rows['messages'][]
}

function Actions({ request, messages }: Props) {
  const { id, headers, operation } = request
  const sent = messages.findLast(({ direction }) => direction === 'out')
  return (
    <div class="line">
      <CopyCurl path={`v1/requests/${encodeURIComponent(id)}`} credentials={headers.authorization !== undefined} />
      {operation === 'CreateMessage' && sent && <CopySnippet messageId={sent.id} direction="out" />}
      <button type="button" class="button" onClick={() => startRule(ruleFor(request))}>
        Make a rule from this
      </button>
    </div>
  )
}

/** About requests like this one; what matched nothing is given an answer. */
function ruleFor({ operation, method, path, accountId }: Views['requests']): RuleDraft {
  if (operation === undefined)
    return { on: 'request', when: { operation: 'none', method, path }, then: { status: 200 } }
  const account = accountId === undefined ? {} : { account: accountId }
  return { on: 'request', when: { operation, ...account }, then: { status: 500 } }
}

function RequestFacts({ of }: { of: Views['requests'] }) {
  const { query, accountId, ms, trace, api, operation, rule, time } = of
  const asked = [...new URLSearchParams(query)]
  return (
    <Facts
      of={[
        [
          'Query',
          asked.length > 0 && (
            <ul>
              {asked.map(([name, value]) => (
                <li key={name + value} class="mono">
                  {name} = {value}
                </li>
              ))}
            </ul>
          ),
        ],
        ['Asked', <Time iso={time} />],
        ['Took', span(ms)],
        ['API', api],
        ['Operation', operation],
        ['Account', accountId],
        [
          'Rule',
          rule !== undefined && (
            <a href={linkTo({ page: 'rules', id: rule, query: sameAccount() })}>Rule {rule} steered it</a>
          ),
        ],
        [
          'Trace',
          <a href={linkTo({ id: undefined, query: { ...sameAccount(), trace } })}>all that belongs to {trace}</a>,
        ],
      ]}
    />
  )
}
