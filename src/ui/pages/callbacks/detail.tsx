import type { Views } from '../../../control/records/views.ts'
import { Problem } from '../../lib/api.ts'
import { rowOf, useRecord } from '../../lib/records.ts'
import { linkTo, route, sameAccount } from '../../lib/route.ts'
import { Back, Badge, DetailTitle, Facts, NotThere, Time } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { Headers } from '../../parts/exchange.tsx'
import { RuleTrial } from '../../parts/rule-trial.tsx'
import { CallbackActions } from './actions.tsx'
import { Attempts } from './attempts.tsx'
import { aboutOf } from './row.tsx'
import { CallbackState } from './state.tsx'

/** One callback: what is posted, each attempt, and what can be done with it. @param id - or `latest`, of those that fit */
export function CallbackDetail({ id }: { id: string }) {
  const callback = useRecord('callbacks', id, route.value.query).value
  if (callback === undefined) return <p class="faint pad">Loading…</p>
  if (callback instanceof Problem) return <NotThere problem={callback} what="callback" />
  return <Callback of={callback} />
}

function Callback({ of: callback }: { of: Views['callbacks'] }) {
  const { id, type, state, reason, warning, headers, body, attempts } = callback
  const row = rowOf.callbacks(callback)
  return (
    <>
      <div class="pane-head">
        <Back />
        <div class="line">
          <DetailTitle>{type}</DetailTitle>
          <bdi class="faint">{aboutOf(callback)}</bdi>
          <CallbackState of={row} />
        </div>
      </div>
      <div class="pane-body">
        <CallbackActions callback={callback} />
        {reason !== undefined && <p class={state === 'held' || state === 'dropped' ? 'hint' : 'problem'}>{reason}.</p>}
        {warning !== undefined && (
          <p>
            <Badge tone="note">warning</Badge> {warning}
          </p>
        )}
        <CallbackFacts of={callback} />
        <section class="stack">
          <h3>Attempts</h3>
          {attempts.length === 0 ? <p class="faint">It has not been posted yet.</p> : <Attempts of={attempts} />}
        </section>
        <section class="stack">
          <h3>What is posted</h3>
          <Code text={body} label="Body" />
          <Headers of={headers} label="Headers" />
        </section>
        <section class="stack">
          <h3>Rules</h3>
          <RuleTrial key={id} on="callback" record={id} />
        </section>
      </div>
    </>
  )
}

function CallbackFacts({ of }: { of: Views['callbacks'] }) {
  const { url, time, nextAttemptAt, messageId, applicationId, accountId, trace, rule, duplicateOf, editedFrom } = of
  const query = sameAccount()
  const callbackLink = (id: string | undefined) => id !== undefined && <a href={linkTo({ id })}>{id}</a>
  return (
    <Facts
      of={[
        ['URL', <span class="mono">{url}</span>],
        ['Came up', <Time iso={time} />],
        ['Next attempt', nextAttemptAt !== undefined && <Time iso={nextAttemptAt} />],
        [
          'Message',
          messageId !== undefined && <a href={linkTo({ page: 'messages', id: messageId, query })}>{messageId}</a>,
        ],
        ['Order', of.orderId !== undefined && `${of.orderType} ${of.orderId}`],
        ['Subscription', of.subscriptionId],
        ['Application', applicationId],
        ['Account', accountId],
        ['Rule', rule !== undefined && <a href={linkTo({ page: 'rules', id: rule, query })}>Rule {rule} steered it</a>],
        ['Repeats', callbackLink(duplicateOf)],
        ['Edited from', callbackLink(editedFrom)],
        [
          'Trace',
          <a href={linkTo({ page: 'requests', id: undefined, query: { ...query, trace } })}>
            all that belongs to {trace}
          </a>,
        ],
      ]}
    />
  )
}
