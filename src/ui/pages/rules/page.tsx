import type { RuleDraft, RuleView } from '../../../control/rules.ts'
import { Problem } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { counted, distance } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { useKeys } from '../../lib/keys.ts'
import { usePolled } from '../../lib/polled.ts'
import { account, linkTo, route } from '../../lib/route.ts'
import { Copy } from '../../parts/action.tsx'
import { Badge, Empty, Panes } from '../../parts/bits.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { RuleDetail } from './detail.tsx'
import { RuleForm } from './form.tsx'
import { Hits } from './hits.tsx'
import { curlOf, ofAccount, presets } from './presets.ts'
import { sentenceOf } from './sentence.ts'

/** The rules that can count for an account: its own, and those about any. */
const counting = (rules: readonly RuleView[]) =>
  rules.filter(({ when }) => account.value === undefined || [undefined, account.value].includes(when?.account))

export function RulesPage() {
  const told = usePolled<{ rules: RuleView[] }>('v1/rules').value
  const { id } = route.value
  useKeys({ n: ['new rule', () => startRule(begun)] })
  if (told instanceof Problem) return <Empty title={told.message} />
  if (told === undefined && id !== 'new') return <p class="faint pad">Loading…</p>
  const rules = told?.rules ?? []
  const shown = counting(rules)
  if (shown.length === 0 && id === undefined) return <NoRules all={rules.length} />
  return <Panes open={id !== undefined} list={<RuleList rules={shown} />} detail={<Opened rules={rules} />} />
}

const begun = {} satisfies Partial<RuleDraft>

function Opened({ rules }: { rules: readonly RuleView[] }) {
  const { id } = route.value
  if (id === undefined) return <p class="faint pad">What is chosen on the left is shown here.</p>
  if (id === 'new') return <RuleForm key="new" />
  const [number, what] = id.split('/')
  const rule = rules.find((each) => each.id === number)
  if (!rule)
    return (
      <Empty title={`Rule ${number} is gone`}>
        <p>It is not kept, and nor is what it said: it has used up its times, its time is over, or it was deleted.</p>
        <h3>What it hit</h3>
        <Hits id={number ?? ''} />
        <a class="button" href={linkTo({ id: undefined })}>
          All rules
        </a>
      </Empty>
    )
  if (what === 'edit') return <RuleForm key={rule.id} rule={rule} />
  return <RuleDetail key={rule.id} rule={rule} />
}

function RuleList({ rules }: { rules: readonly RuleView[] }) {
  return (
    <>
      <header class="pane-head">
        <h2>Rules</h2>
        <a class="button" data-look="main" href={linkTo({ id: 'new' })} title="Key: n">
          New rule
        </a>
      </header>
      <p class="count">
        {counted(rules.length, 'rule')}
        {rules.length > 0 &&
          ', the oldest first. Of those about the same thing, the first that fits is the one that counts.'}
      </p>
      <VirtualList
        label="rules"
        rows={rules}
        keyOf={(rule) => rule.id}
        rowHeight={62}
        open={route.value.id?.split('/')[0]}
        hrefOf={(rule) => linkTo({ id: rule.id })}
      >
        {(rule) => <RuleRow rule={rule} />}
      </VirtualList>
    </>
  )
}

function RuleRow({ rule }: { rule: RuleView }) {
  const { id, name, on, hits, fits, times, nth, probability, when, expiresAt } = rule
  const now = info.value?.clock.now
  const sentence = sentenceOf(rule)
  return (
    <>
      <span class="row-line">
        <span class="faint rule-number">{id}</span>
        <bdi class="cut rule-title">{name ?? sentence}</bdi>
        <span class="row-end">
          {hits.toLocaleString()} {hits === 1 ? 'hit' : 'hits'}
          {fits !== hits && ` of ${fits.toLocaleString()} that fit`}
        </span>
      </span>
      <span class="row-line faint rule-more">
        <Badge>{on}</Badge>
        <bdi class="cut">
          {[
            ...(name === undefined ? [] : [sentence]),
            ...(times === undefined ? [] : [`${times} left`]),
            ...(nth === undefined ? [] : [`1 of ${nth}`]),
            ...(probability === undefined ? [] : [`probability ${probability}`]),
            when?.account === undefined ? 'any account' : `account ${when.account}`,
            ...(expiresAt === undefined || now === undefined ? [] : [`ends ${distance(expiresAt, now)}`]),
          ].join(' · ')}
        </bdi>
      </span>
    </>
  )
}

/** What rules are for, as long as there are none. @param all - of other accounts as well */
function NoRules({ all }: { all: number }) {
  return (
    <div class="scroll">
      <Empty title={all === 0 ? 'No rules' : `No rules for account ${account.value}`}>
        <p>
          Without a rule, all goes well: requests are served, messages delivered, callbacks posted. A rule makes
          something else of what comes from now on, so that you see what your software does then.
        </p>
        <ul class="presets">
          {presets.map(({ title, rule }) => {
            const curl = curlOf(JSON.stringify(ofAccount(rule)))
            return (
              <li key={title}>
                <div class="line spread">
                  <button type="button" class="button" onClick={() => startRule(ofAccount(rule))}>
                    {title}
                  </button>
                  <Copy text={curl}>
                    Copy<span class="visually-hidden"> the curl: {title}</span>
                  </Copy>
                </div>
                <code>{curl}</code>
              </li>
            )
          })}
        </ul>
        <p>
          <a class="button" data-look="main" href={linkTo({ id: 'new' })} title="Key: n">
            New rule
          </a>
        </p>
      </Empty>
    </div>
  )
}
