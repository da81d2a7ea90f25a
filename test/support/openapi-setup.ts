import { afterEach, expect, vi } from 'vitest'
import type { ControlOperation } from '../../src/control/endpoint.ts'
import type { Reply } from '../../src/http/operation.ts'
import type { answerChecker } from './openapi.ts'

/**
 * Every answer of the control API, in every test and over every way, is as the OpenAPI document says: a test in which
 * one was not fails, and says where.
 *
 * The test files of a worker share the modules that they import, and so the first one's mock: what it finds is to be
 * seen from all.
 */
const untrue = vi.hoisted(() => {
  const shared = globalThis as { untrueAnswers?: string[] }
  shared.untrueAnswers ??= []
  return shared.untrueAnswers
})

let checker: Promise<ReturnType<typeof answerChecker>> | undefined

async function makeChecker() {
  const [{ answerChecker }, { controlOperations }, { chooseFrom }] = await Promise.all([
    import('./openapi.ts'),
    vi.importActual<typeof import('../../src/control/operations.ts')>('../../src/control/operations.ts'),
    import('../../src/options.ts'),
  ])
  return answerChecker(controlOperations(chooseFrom({})))
}

async function check(operation: ControlOperation | undefined, reply: Reply, asked: string | Uint8Array = '') {
  checker ??= makeChecker()
  const problem = (await checker)(operation, { ...reply, asked })
  if (problem !== undefined) untrue.push(problem)
  return reply
}

const checked = (operation: ControlOperation): ControlOperation => ({
  ...operation,
  serve: async (emulator, request) => check(operation, await operation.serve(emulator, request), request.body.raw),
})

vi.mock('../../src/control/operations.ts', async (original) => {
  const { controlOperations } = await original<typeof import('../../src/control/operations.ts')>()
  return {
    controlOperations: (...args: Parameters<typeof controlOperations>) => controlOperations(...args).map(checked),
  }
})

vi.mock('../../src/control/index.ts', async (original) => {
  const { control, controlsOf } = await original<typeof import('../../src/control/index.ts')>()
  return {
    controlsOf: (...args: Parameters<typeof controlsOf>) => {
      const controls = controlsOf(...args)
      return { ...controls, front: controls.front.map(checked) }
    },
    control: (...args: Parameters<typeof control>) => {
      const api = control(...args)
      return {
        ...api,
        refuse: async (...refused: Parameters<typeof api.refuse>) => check(undefined, await api.refuse(...refused)),
      }
    },
  }
})

afterEach(() => expect(untrue.splice(0)).toEqual([]))
