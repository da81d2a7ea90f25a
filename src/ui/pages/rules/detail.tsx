import type { RuleView } from '../../../control/rules.ts'
import { send } from '../../lib/api.ts'
import { useCodes } from '../../lib/codes.ts'
import { refresh } from '../../lib/polled.ts'
import { linkTo, navigate } from '../../lib/route.ts'
import { Copy } from '../../parts/action.tsx'
import { AskTwice } from '../../parts/ask-twice.tsx'
import { Back, Facts, Time } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { Hits } from './hits.tsx'
import { curlOf, draftOf } from './presets.ts'
import { sentenceOf } from './sentence.ts'
import { TestAgainst } from './test-against.tsx'

export function RuleDetail({ rule }: { rule: RuleView }) {
  const { id, name, on, when, fits, hits, times, nth, probability, ttl, expiresAt } = rule
  const sentence = sentenceOf(rule, useCodes())
  const json = JSON.stringify(draftOf(rule))
  const { account, ...conditions } = when ?? {}
  return (
    <div class="pane-body">
      <header class="stack">
        <div class="back">
          <Back />
        </div>
        <h2>
          <bdi>{name ?? sentence}</bdi>
        </h2>
        {name !== undefined && (
          <p>
            <bdi>{sentence}.</bdi>
          </p>
        )}
        <div class="line">
          <a class="button" href={linkTo({ id: `${id}/edit` })}>
            Edit
          </a>
          <Copy text={curlOf(json)}>Copy as curl</Copy>
          <AskTwice
            really="Really delete"
            run={async () => {
              await send('DELETE', `v1/rules/${id}`)
              await refresh()
              navigate({ id: undefined })
              return `Rule ${id} is gone.`
            }}
          >
            Delete
          </AskTwice>
        </div>
      </header>
      <Facts
        of={[
          ['Number', id],
          ['About', `${on}s${Object.keys(conditions).length === 0 ? ', all of them' : ''}`],
          ['Account', account ?? 'any'],
          ['Fitted', `${fits.toLocaleString()} so far`],
          ['Hits', `${hits.toLocaleString()} of those steered`],
          ['Left', times === undefined ? 'no limit' : `${times.toLocaleString()}, then it is gone`],
          ['Turn', nth === undefined ? '' : `1 of ${nth} that fit`],
          ['Probability', probability === undefined ? '' : String(probability)],
          ['Ends', expiresAt && <Time iso={expiresAt} />],
          ['In force for', expiresAt && String(ttl)],
        ]}
      />
      <section class="stack">
        <h3>What it hit</h3>
        <Hits id={id} />
      </section>
      <section class="stack">
        <h3>The rule as JSON</h3>
        <Code text={json} label="The rule as JSON" />
      </section>
      <TestAgainst rule={rule} />
    </div>
  )
}
