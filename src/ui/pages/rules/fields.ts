import type { RuleDraft } from '../../../control/rules.ts'

/** One thing that can be said of a rule in its form; all else is said in its JSON. */
export interface Field {
  /** Where it stands in the rule. */
  readonly path: readonly [outer: string, inner?: string]
  readonly label: string
  /** `one`: of `words`; or of `switches`, of which each is a member of its own. A text when not given. */
  readonly as?: 'number' | 'switch' | 'one' | 'code' | 'operation'
  readonly hint?: string
  readonly words?: readonly (readonly [value: string, title: string])[]
  readonly switches?: readonly string[]
}

export const subjects = [
  { value: 'message', title: 'messages' },
  { value: 'request', title: 'requests' },
  { value: 'callback', title: 'callbacks' },
  { value: 'order', title: 'orders' },
] as const

const same = (...words: string[]) => words.map((word) => [word, word] as const)

const account: Field = { path: ['when', 'account'], label: 'Account', hint: '9900001' }
const delay = (label: string): Field => ({ path: ['then', 'delayMs'], label, as: 'number', hint: '10000' })
const to: Field = { path: ['when', 'to'], label: 'To', hint: '+13032951234' }
const from: Field = { path: ['when', 'from'], label: 'From', hint: '+19192955001' }
const duplicates = (label: string): Field => ({ path: ['then', 'duplicates'], label, as: 'number', hint: '1' })

/** The fields of a subject that people use. */
export function fieldsOf(on: RuleDraft['on']): { readonly when: readonly Field[]; readonly then: readonly Field[] } {
  return fields[on]
}

const fields: Readonly<Record<RuleDraft['on'], { readonly when: readonly Field[]; readonly then: readonly Field[] }>> =
  {
    message: {
      when: [
        ...[to, from],
        { path: ['when', 'text'], label: 'Text contains' },
        { path: ['when', 'tag'], label: 'Tag' },
        { path: ['when', 'type'], label: 'Type', as: 'one', words: same('sms', 'mms', 'rcs') },
        account,
      ],
      then: [
        { path: ['then', 'fail'], label: 'Fails with', as: 'code' },
        delay('Takes (ms)'),
        duplicates('Extra copies of its last event'),
        { path: ['then', 'silent'], label: 'No callbacks for it', as: 'switch' },
        { path: ['then', 'deliver'], label: 'Always delivered', as: 'switch' },
      ],
    },
    request: {
      when: [
        { path: ['when', 'operation'], label: 'Operation', as: 'operation' },
        { path: ['when', 'method'], label: 'Method', as: 'one', words: same('GET', 'POST', 'PUT', 'DELETE') },
        { path: ['when', 'path'], label: 'Path (* for anything)', hint: '/api/v2/*' },
        { path: ['when', 'text'], label: 'Body contains' },
        { path: ['when', 'api'], label: 'API', as: 'one', words: same('dashboard', 'messaging', 'oauth') },
        account,
      ],
      then: [
        { path: ['then', 'status'], label: 'Status of the answer', as: 'number', hint: '503' },
        {
          path: ['then'],
          label: 'Or no answer',
          as: 'one',
          hint: 'answer as usual',
          switches: ['reset', 'empty', 'hang', 'garbage'],
          words: [
            ['reset', 'the connection is cut'],
            ['empty', 'the connection is closed'],
            ['hang', 'no answer ever comes'],
            ['garbage', 'bytes that are no HTTP'],
          ],
        },
        delay('Waits (ms)'),
        { path: ['then', 'served'], label: 'The request is carried out all the same', as: 'switch' },
      ],
    },
    callback: {
      when: [
        {
          ...{ path: ['when', 'type'], label: 'Type', as: 'one' },
          words: same(
            ...['message-received', 'message-sending', 'message-sent', 'message-delivered', 'message-failed'],
            ...['message-read', 'suggestion-response', 'requested-location-response', 'order-notification'],
          ),
        },
        { path: ['when', 'url'], label: 'URL (* for anything)', hint: 'http://localhost:3000/*' },
        ...[to, from, account],
      ],
      then: [
        {
          path: ['then'],
          label: 'What becomes of it',
          as: 'one',
          hint: 'it is posted',
          switches: ['hold', 'drop'],
          words: [
            ['hold', 'it is held until released'],
            ['drop', 'it is lost'],
          ],
        },
        delay('Late by (ms)'),
        duplicates('Extra copies'),
      ],
    },
    order: {
      when: [
        {
          ...{ path: ['when', 'kind'], label: 'Kind', as: 'one', hint: 'orders for numbers' },
          words: [
            ['disconnect', 'disconnects'],
            ['tnOption', 'number options'],
          ],
        },
        { path: ['when', 'customerOrderId'], label: 'Customer order id' },
        { path: ['when', 'name'], label: 'Name of the order' },
        { path: ['when', 'siteId'], label: 'Sub-account id' },
        account,
      ],
      then: [
        {
          ...{ path: ['then', 'outcome'], label: 'Outcome', as: 'one', hint: 'as without a rule' },
          words: [
            ['FAILED', 'FAILED: gets nothing'],
            ['PARTIAL', 'PARTIAL: all but the last number'],
            ['BACKORDERED', 'BACKORDERED: nothing for now'],
            ['COMPLETE', 'COMPLETE'],
          ],
        },
        delay('Takes (ms)'),
      ],
    },
  }

export const terms: readonly Field[] = [
  { path: ['times'], label: 'Times', as: 'number', hint: 'always' },
  { path: ['nth'], label: 'Only every nth', as: 'number', hint: 'every one' },
  { path: ['probability'], label: 'Probability', as: 'number', hint: '1' },
  { path: ['ttl'], label: 'In force for', hint: '30s, 10m' },
  { path: ['name'], label: 'Name of the rule', hint: 'for you' },
]
