import { createMessage } from '../../domain/message.ts'
import { endpoint } from '../endpoint.ts'
import { messageJson, readMessageRequest, surprises } from './message.json.ts'

export const messages = [
  endpoint({
    name: 'CreateMessage',
    method: 'post',
    path: '/users/:userId/messages',
    hot: true,
    evidence: 'observed',
    source: 'the founding document; recorded answers 2020 and 2023; live assertions in the SDKs on errors',
    differs:
      "fate is decided by what is provisioned in the emulator, and by a test's outcomes; media elsewhere are not fetched; " +
      'texts of errors that are not about missing fields or bad numbers are ours; a sender of letters reaches only ' +
      'numbers outside of North America; telephone numbers that are numbers in JSON are taken for their digits',
    handle(emulator, { account, json, profile, trace }) {
      const draft = readMessageRequest(json, profile, emulator.clock.now())
      const message = createMessage(emulator, account, draft, { profile, trace })
      return {
        status: 202,
        json: messageJson(message),
        warnings: [...message.warnings, ...surprises(json, draft, profile)],
      }
    },
  }),
]
