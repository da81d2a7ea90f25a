import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Kind, type Kinds, type Query, select } from '../../src/control/records/filters.ts'
import { Records, type RecordsContents } from '../../src/core/records.ts'
import { forAll, patience } from './fuzzing.ts'

const number = fc.constantFrom('+19195551001', '9195551001', ' 19195551001', '+445551001234', '5551', 'Acme', 'ACME')
const word = fc.constantFrom('a', 'A', 'b', '', undefined)
const code = fc.constantFrom(4720, 4721, undefined)
const few = <T>(values: fc.Arbitrary<T>) => fc.array(values, { maxLength: 3 })

const message = fc.record({
  ...{ accountId: fc.constantFrom('1', '2'), state: fc.constantFrom('accepted', 'delivered', 'failed') },
  ...{ from: number, to: few(number), text: word.map((text = '') => text), tag: word },
  ...{ applicationId: fc.constantFrom('a', ''), recipients: few(fc.record({ errorCode: code })), warnings: few(word) },
})
const event = fc.record({
  type: fc.constantFrom('message-sent', 'message-failed'),
  message,
  to: number,
  errorCode: code,
})

/** What of each kind the filters look at. */
const changing = {
  requests: fc.record({
    ...{ accountId: fc.constantFrom('1', undefined), operation: word, path: fc.constantFrom('/A', '/a', '/b') },
    ...{ status: fc.constantFrom(0, 200, 202, 404, 499), body: fc.record({ text: word }), warnings: few(word) },
  }),
  messages: message,
  callbacks: fc.oneof(
    fc.record({
      ...{ kind: fc.constant('message'), accountId: fc.constantFrom('1', '2'), url: word, applicationId: word },
      ...{ state: fc.constantFrom('pending', 'failed'), event, warning: word },
      ...{ batch: fc.option(fc.array(fc.record({ event }), { minLength: 1, maxLength: 3 }), { nil: undefined }) },
      attempts: few(fc.record({ status: fc.constantFrom(200, 404, undefined) })),
    }),
    fc.record({
      ...{ kind: fc.constant('notification'), accountId: fc.constant('1'), url: word, attempts: fc.constant([]) },
      ...{ state: fc.constantFrom('held', 'failed'), event: fc.record({ type: word, orderId: word }), warning: word },
    }),
  ),
  orders: fc.record({
    ...{ accountId: fc.constantFrom('1', '2'), status: fc.constantFrom('COMPLETE', 'FAILED'), siteId: word },
    ...{ numbers: few(number), errors: few(fc.record({ fault: fc.constantFrom('SiteNotFound', 'SiteInUse') })) },
  }),
} satisfies Record<Kind, fc.Arbitrary<unknown>>

const phones = fc.constantFrom('9195551001', '+19195551001', ' 445551001234', '5551,acme', '+19195550000', '5551,')
const words = fc.constantFrom('a', 'A', 'b', 'none', 'a,b', '', 'a,', '~/A/i', '~/^$/')
const statuses = fc.constantFrom('404', '4xx', '2XX', '0xx', '200,4xx', '500', '')
const codes = fc.constantFrom('4720', '4720,4721', '', '4999')
const accounts = fc.constantFrom('1', '2', '1,2', '')
const filters: Record<Kind, Record<string, fc.Arbitrary<string>>> = {
  requests: {
    account: accounts,
    operation: words,
    path: fc.constant('/a'),
    status: statuses,
    text: words,
    warning: words,
  },
  messages: {
    ...{
      account: accounts,
      state: fc.constantFrom('accepted', 'DELIVERED,failed', 'partial'),
      from: phones,
      to: phones,
    },
    ...{ text: words, tag: words, applicationId: words, errorCode: codes, warning: words },
  },
  callbacks: {
    ...{
      account: accounts,
      state: fc.constantFrom('pending', 'failed,held'),
      status: statuses,
      url: words,
      to: phones,
    },
    ...{ from: phones, text: words, tag: words, errorCode: codes, orderId: words, warning: words },
    ...{ applicationId: words, type: fc.constantFrom('message-failed', 'message-sent,message-read', '') },
  },
  orders: {
    ...{ account: accounts, status: fc.constantFrom('complete', 'FAILED'), number: phones, siteId: words },
    error: fc.constantFrom('SiteInUse', 'siteinuse,', ''),
  },
}

const queryOf = (kind: Kind): fc.Arbitrary<Query> =>
  fc
    .tuple(
      fc
        .subarray(Object.entries(filters[kind]), { minLength: 1, maxLength: 3 })
        .chain((some) =>
          fc.record(
            Object.fromEntries(
              some.map(([name, value]) => [
                name,
                fc.tuple(fc.constantFrom('', '', '!'), value).map((both) => both.join('')),
              ]),
            ),
          ),
        ),
      fc.record(
        {
          since: fc.nat(60).map(String),
          before: fc.nat(60).map(String),
          limit: fc.integer({ min: 1, max: 9 }).map(String),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([asked, ways]) => ({ ...asked, ...ways }))

type Step =
  | { readonly do: 'add' | 'replace'; readonly content: unknown; readonly which: number }
  | { readonly do: 'ask' | 'delete'; readonly query: Query }
  | { readonly do: 'take' | 'goBack' }

const stepOf = (kind: Kind): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('add'), content: changing[kind], which: fc.constant(0) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('replace'), content: changing[kind], which: fc.nat(99) }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('ask'), query: queryOf(kind) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('delete', 'ask'), query: queryOf(kind) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('take', 'goBack') }) },
  ) as fc.Arbitrary<Step>

const history = fc.constantFrom<Kind>('requests', 'messages', 'callbacks', 'orders').chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    limit: fc.integer({ min: 1, max: 30 }),
    steps: fc.array(stepOf(kind), { minLength: 40, maxLength: 80, size: 'max' }),
  }),
)

it('lists the same by its indexes as one by one, whatever has come, changed and gone', patience, async () => {
  let found = 0
  await forAll(100, history, ({ kind, limit, steps }) => {
    const isOpen = (record: object) => 'state' in record && (record.state === 'accepted' || record.state === 'pending')
    const records = new Records<Kinds[Kind]>(limit, isOpen)
    let taken: RecordsContents<Kinds[Kind]> = records.contents()
    let seq = 0
    const record = (id: string, seq: number, content: unknown) => ({ ...(content as Kinds[Kind]), id, seq })
    for (const step of steps) {
      if (step.do === 'add') {
        seq++
        records.add(record(`r${seq}`, seq, step.content))
      } else if (step.do === 'replace') {
        const kept = records.get(`r${(step.which % Math.max(seq, 1)) + 1}`)
        if (kept) records.replace(record(kept.id, kept.seq, step.content))
      } else if (step.do === 'take') taken = records.contents()
      else if (step.do === 'goBack') records.restore(taken)
      else if (step.do === 'delete') records.delete(select(kind, step.query).matches)
      else if (step.do === 'ask') {
        const search = select(kind, step.query)
        const walked = [...records.newestFirst(search.before)].filter(
          (one) => one.seq > search.since && search.matches(one),
        )
        // Twice: the first may have to make an index.
        for (let time = 1; time <= 2; time++) {
          expect(records.find({ ...search, patience: 1 })).toEqual(walked.slice(0, search.limit))
        }
        found += walked.length
      }
    }
  })
  expect(found).toBeGreaterThan(0)
})
