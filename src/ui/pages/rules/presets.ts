import type { RuleDraft, RuleView } from '../../../control/rules.ts'
import { token } from '../../lib/api.ts'
import { info } from '../../lib/info.ts'
import { account } from '../../lib/route.ts'

export interface Preset {
  readonly title: string
  readonly rule: RuleDraft
}

/** What people begin with. */
export const presets: readonly Preset[] = [
  { title: 'Fail the next message with 4720', rule: { on: 'message', then: { fail: 4720 }, times: 1 } },
  { title: 'Answer the next request with 503', rule: { on: 'request', then: { status: 503 }, times: 1 } },
  { title: 'Hold all callbacks', rule: { on: 'callback', then: { hold: true } } },
  { title: 'Lose every second callback', rule: { on: 'callback', then: { drop: true }, nth: 2 } },
]

/** The same for the account that is looked at alone, when one is. */
export function ofAccount<R extends Partial<RuleDraft>>(rule: R): R {
  if (account.value === undefined) return rule
  const { on, when, ...rest } = rule
  return { on, when: { ...when, account: account.value }, ...rest } as unknown as R
}

/** What somebody wrote of it, without what the emulator says of it. */
export function draftOf({ id: _, fits: _f, hits: _h, expiresAt: _e, when, ...rule }: RuleView): RuleDraft {
  const { on, ...rest } = rule
  return { on, ...(Object.keys(when ?? {}).length > 0 && { when }), ...rest } as unknown as RuleDraft
}

/** The command that adds a rule. @param json - of the rule */
export function curlOf(json: string): string {
  const url = `${info.value?.urls.controlUrl ?? 'http://localhost:9190/_emulator/v1'}/rules`
  const authorization = token.value === '' ? '' : ' -H "Authorization: Bearer $TOKEN"'
  return `curl${authorization} -H 'Content-Type: application/json' ${url} -d '${json.replaceAll("'", `'\\''`)}'`
}
