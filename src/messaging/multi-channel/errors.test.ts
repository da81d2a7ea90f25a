import { expect, it } from 'vitest'
import { Fault } from '../../domain/fault.ts'
import { errorReply } from '../errors.ts'

const context = { method: 'POST', path: '/api/v2/users/9900001/messages/multiChannel', time: 0 }

it('words a fault of ours in the form of multichannel messages', () => {
  const { status, headers, body } = errorReply(new Fault('Internal'), { ...context, profile: 'current' })
  expect([status, headers?.['Content-Type']]).toEqual([500, 'application/json'])
  const description = 'Internal server error. No further information available'
  expect(JSON.parse(String(body))).toEqual({
    ...{ links: [], data: null },
    errors: [{ type: 'internal-server-error', description, source: {} }],
  })
})

it('words it as any other where there are no multichannel messages: in the API of 2017', () => {
  const { body } = errorReply(new Fault('Internal'), { ...context, profile: '2017' })
  expect(JSON.parse(String(body))).toMatchObject({ type: 'internal-server-error' })
})
