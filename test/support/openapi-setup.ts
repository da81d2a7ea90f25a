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

vi.mock('../../src/control/index.ts', async (original) => {
  const { control, controlOperations } = await original<typeof import('../../src/control/index.ts')>()
  let checker: Promise<ReturnType<typeof answerChecker>> | undefined
  let operations: readonly ControlOperation[] = []
  const check = async (operation: ControlOperation | undefined, reply: Reply, asked: string | Uint8Array = '') => {
    checker ??= import('./openapi.ts').then((openapi) => openapi.answerChecker(operations))
    const problem = (await checker)(operation, { ...reply, asked })
    if (problem !== undefined) untrue.push(problem)
    return reply
  }
  const checked = (operation: ControlOperation): ControlOperation => ({
    ...operation,
    serve: async (emulator, request) => check(operation, await operation.serve(emulator, request), request.body.raw),
  })
  return {
    controlOperations: (...args: Parameters<typeof controlOperations>) => {
      operations = controlOperations(...args)
      return operations.map(checked)
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
