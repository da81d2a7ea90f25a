import { createMultiChannelMessage } from '../../domain/multi-channel.ts'
import { endpoint } from '../endpoint.ts'
import { unknownMembers } from '../messages/message.json.ts'
import { members, multiChannelMessageJson, readMultiChannelRequest } from './multi-channel.json.ts'

export const multiChannel = [
  endpoint({
    name: 'CreateMultiChannelMessage',
    method: 'post',
    path: '/users/:userId/messages/multiChannel',
    evidence: 'documented',
    source: 'SDK specification 2026, and the smoke tests of the SDKs',
    differs:
      'agents of RBM are not provisioned: any sends, and all devices take it but numbers in service here and those that ' +
      'steering says 4754 of; of several channels only the one that was used, or failed last, is told; texts of 400 are ' +
      'ours but that about the sender; postbackData need not be base64, as in the smoke tests; media are not fetched',
    handle(emulator, { account, json, profile, trace }) {
      const draft = readMultiChannelRequest(json, emulator.clock.now())
      const message = createMultiChannelMessage(emulator, account, draft, { profile, trace })
      const warnings = [...message.warnings, ...unknownMembers(json, members)]
      return { status: 202, json: multiChannelMessageJson(message), warnings }
    },
  }),
]
