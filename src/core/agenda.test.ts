import { expect, it } from 'vitest'
import { Agenda, type Job } from './agenda.ts'
import { SteeredClock, systemClock } from './clock.ts'

interface Errand extends Job {
  readonly kind: 'errand'
  readonly name: string
}

const errand = (name: string, more: { accountId?: string; lane?: string } = {}) =>
  ({ kind: 'errand', accountId: '1', name, ...more }) as const

/** A turn of the event loop: what the virtual clock has rung has been started after it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function setUp(run: (job: Errand, agenda: Agenda<Errand>) => void | Promise<void> = () => {}, laneWidth = 2) {
  const clock = new SteeredClock({ mode: 'virtual', now: 1_000 })
  const ran: string[] = []
  const failed: string[] = []
  const agenda: Agenda<Errand> = new Agenda<Errand>({
    clock,
    laneWidth,
    run(job) {
      ran.push(`${job.name}@${clock.now()}`)
      return run(job, agenda)
    },
    failed: (job, error) => failed.push(`${job.name}: ${(error as Error).message}`),
  })
  const drive = async (until: number) => {
    await agenda.drive(
      ({ at }) => at <= until,
      (at) => clock.moveTo(at),
    )
    clock.moveTo(until)
  }
  return { clock, agenda, ran, failed, drive }
}

/** Errands that end only when they are told to. */
function gates() {
  const open = new Map<string, () => void>()
  return {
    run: ({ name }: Errand) => new Promise<void>((resolve) => open.set(name, resolve)),
    end: (name: string) => open.get(name)?.(),
  }
}

it('runs jobs in order of time, and of adding where the times are equal', async () => {
  const { agenda, ran, drive } = setUp()
  agenda.add(20, errand('c'))
  agenda.add(10, errand('a'))
  agenda.add(10, errand('b'))
  await drive(1_100)
  expect(ran).toEqual(['a@1010', 'b@1010', 'c@1020'])
})

it('runs up to the time given and no further', async () => {
  const { agenda, clock, ran, drive } = setUp()
  agenda.add(10, errand('a'))
  agenda.add(11, errand('b'))
  await drive(1_010)
  expect([ran, clock.now()]).toEqual([['a@1010'], 1_010])
  expect(agenda.pending()).toMatchObject([{ name: 'b', at: 1_011, accountId: '1' }])
})

it('runs the jobs that jobs add within the span', async () => {
  const { agenda, ran, drive } = setUp((job, all) => {
    if (job.name.length < 3) all.add(10, errand(`${job.name}a`))
  })
  agenda.add(10, errand('a'))
  await drive(1_100)
  expect(ran).toEqual(['a@1010', 'aa@1020', 'aaa@1030'])
})

it('lets a job end before it starts the next, when it is driven', async () => {
  const order: string[] = []
  const { agenda, drive } = setUp(async ({ name }) => {
    order.push(`${name} begins`)
    await turn()
    order.push(`${name} ends`)
  })
  for (const name of ['a', 'b']) agenda.add(10, errand(name))
  await drive(1_100)
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

it('starts nothing within the turn that added it', async () => {
  const ran: string[] = []
  const agenda = new Agenda<Errand>({
    clock: systemClock,
    laneWidth: 1,
    run: ({ name }) => void ran.push(name),
    failed: () => {},
  })
  agenda.add(0, errand('a'))
  await Promise.resolve()
  expect(ran).toEqual([])
  await agenda.settled(systemClock.now() + 1_000)
  expect(ran).toEqual(['a'])
})

it('wakes for a job that comes before the one it waits for', async () => {
  const { agenda, clock, ran } = setUp()
  agenda.add(100, errand('late'))
  agenda.add(10, errand('early'))
  clock.moveTo(1_010)
  await turn()
  expect(ran).toEqual(['early@1010'])
  clock.moveTo(1_100)
  await turn()
  expect(ran).toEqual(['early@1010', 'late@1100'])
})

it('runs all of a thousand jobs that come due at once', async () => {
  const { agenda, clock, ran } = setUp()
  for (let at = 0; at < 1_000; at++) agenda.add(10, errand(String(at)))
  clock.moveTo(1_010)
  await agenda.settled(1_010)
  expect(ran).toEqual(Array.from({ length: 1_000 }, (_, at) => `${at}@1010`))
})

it('runs no more jobs of a lane at once than its width, and the rest in order as soon as there is room', async () => {
  const { run, end } = gates()
  const { agenda, clock, ran } = setUp(run)
  for (const name of ['a', 'b', 'c', 'd']) agenda.add(0, errand(name, { lane: 'slow' }))
  clock.moveTo(1_000)
  await turn()
  expect(ran).toEqual(['a@1000', 'b@1000'])
  expect(agenda.pending()).toMatchObject([{ name: 'c' }, { name: 'd' }])
  end('b')
  await turn()
  expect(ran).toEqual(['a@1000', 'b@1000', 'c@1000'])
  for (const name of ['a', 'c']) end(name)
  await turn()
  end('d')
  await agenda.settled(1_000)
  expect([ran.length, agenda.running, agenda.pending()]).toEqual([4, 0, []])
})

it('does not hold up one lane for another, nor jobs without a lane', async () => {
  const { run } = gates()
  const { agenda, ran } = setUp(run)
  for (const name of ['a', 'b', 'c']) agenda.add(0, errand(name, { lane: 'stuck' }))
  agenda.add(0, errand('other lane', { lane: 'free' }))
  agenda.add(0, errand('no lane'))
  await turn()
  expect(ran).toEqual(['a@1000', 'b@1000', 'other lane@1000', 'no lane@1000'])
})

it('tells what a job throws or rejects with, and goes on', async () => {
  const { agenda, failed, ran, drive } = setUp(({ name }) => {
    if (name === 'throws') throw new Error('at once')
    return name === 'rejects' ? Promise.reject(new Error('later')) : undefined
  })
  for (const name of ['throws', 'rejects', 'fine']) agenda.add(10, errand(name, { lane: 'one' }))
  await drive(1_100)
  expect(failed).toEqual(['throws: at once', 'rejects: later'])
  expect(ran).toEqual(['throws@1010', 'rejects@1010', 'fine@1010'])
  expect(agenda.running).toBe(0)
})

it('has settled when nothing is due up to the time given, however much comes later', async () => {
  const { agenda, clock } = setUp()
  agenda.add(100, errand('later'))
  await agenda.settled(1_099)
  expect(agenda.busy(1_099)).toBe(false)
  expect(agenda.busy(1_100)).toBe(true)
  clock.moveTo(1_100)
  await agenda.settled(1_100)
  expect(agenda.busy(1_100)).toBe(false)
})

it('ends a wait early at a signal, without an error', async () => {
  const { agenda } = setUp()
  agenda.add(100, errand('later'))
  const given = new AbortController()
  const waiting = agenda.settled(2_000, given.signal)
  given.abort()
  await expect(waiting).resolves.toBeUndefined()
  await expect(agenda.settled(2_000, AbortSignal.abort())).resolves.toBeUndefined()
  expect(agenda.busy(2_000)).toBe(true)
})

it('forgets the jobs of one account, due and in line, and leaves the others', async () => {
  const { run, end } = gates()
  const { agenda, ran } = setUp(run, 1)
  for (const [name, accountId] of [
    ['a', '1'],
    ['b', '1'],
    ['c', '2'],
  ] as const) {
    agenda.add(0, errand(name, { accountId, lane: 'one' }))
    agenda.add(50, errand(`${name} later`, { accountId }))
  }
  await turn()
  agenda.clear('1')
  expect(agenda.pending()).toMatchObject([{ name: 'c' }, { name: 'c later' }])
  end('a')
  await turn()
  expect(ran).toEqual(['a@1000', 'c@1000'])
})

it('resolves who waits for quiet when a clearing brings it', async () => {
  const { agenda } = setUp()
  agenda.add(100, errand('later'))
  const waiting = agenda.settled(2_000)
  agenda.clear()
  await expect(waiting).resolves.toBeUndefined()
})

it('starts nothing after it was closed', async () => {
  const { agenda, clock, ran } = setUp()
  agenda.add(0, errand('before'))
  agenda.close()
  agenda.add(0, errand('after'))
  clock.moveTo(2_000)
  await turn()
  await turn()
  expect(ran).toEqual([])
})

it('forgets the jobs that pass, of an account or of all', async () => {
  const { agenda, ran, drive } = setUp()
  for (const name of ['a', 'b'])
    for (const accountId of ['1', '2']) agenda.add(10, errand(name + accountId, { accountId }))
  agenda.clear('1', ({ name }) => name.startsWith('a'))
  agenda.clear(undefined, ({ name }) => name === 'b2')
  expect([agenda.busy(1_010, '1'), agenda.busy(1_010, '2')]).toEqual([true, true])
  await drive(1_100)
  expect(ran).toEqual(['a2@1010', 'b1@1010'])
})

it('gives what is not done, with what runs, and goes on from there', async () => {
  const { run, end } = gates()
  const { agenda, ran, drive } = setUp(run)
  agenda.add(0, errand('runs'))
  agenda.add(20, errand('due'))
  await turn()
  const kept = agenda.unfinished()
  expect(kept.map(({ name, at }) => [name, at])).toEqual([
    ['runs', 1_000],
    ['due', 1_020],
  ])
  end('runs')
  agenda.restore(kept, 500)
  expect([agenda.pending().map(({ at }) => at), agenda.busy(1_520, '1')]).toEqual([[1_500, 1_520], true])
  agenda.add(600, errand('new'))
  expect(agenda.pending().map(({ id }) => id)).toEqual([1, 2, 3])
  const driving = drive(1_510)
  await turn()
  end('runs')
  await driving
  expect(ran).toEqual(['runs@1000', 'runs@1500'])
})

it('ends a drive when the jobs are cleared or replaced', async () => {
  const { agenda, clock, ran } = setUp((_job, all) => all.clear())
  agenda.add(10, errand('a'))
  agenda.add(20, errand('b'))
  const arrived = await agenda.drive(
    () => true,
    (at) => clock.moveTo(at),
  )
  expect([arrived, ran]).toEqual([false, ['a@1010']])
})
