import { createMessage } from '../../domain/message.ts'
import { endpoint } from '../endpoint.ts'
import { messageJson, readMessageRequest } from './message.json.ts'

export const messages = [
  endpoint({
    name: 'CreateMessage',
    method: 'post',
    path: '/users/:userId/messages',
    evidence: 'observed',
    source: 'the founding document; recorded answers 2020 and 2023; live assertions in the SDKs on errors',
    differs:
      'fate is decided by what is provisioned in the emulator; media are not fetched; expiration is kept, not acted on',
    handle(emulator, { account, json, profile, trace }) {
      const draft = readMessageRequest(json, profile, emulator.clock.now())
      const message = createMessage(emulator, account, draft, { profile, trace })
      return { status: 202, json: messageJson(message), warnings: message.warnings }
    },
  }),
]
