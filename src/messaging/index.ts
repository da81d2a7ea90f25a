import type { Emulator } from '../domain/emulator.ts'
import type { Fault } from '../domain/fault.ts'
import type { Api } from '../http/api.ts'
import { readRawBody } from '../http/body.ts'
import type { KnownPath, Operation, WireRequest } from '../http/operation.ts'
import { refuse } from './endpoint.ts'
import { media, mediaOf2017 } from './media/media.ts'
import { messages } from './messages/messages.ts'
import { search } from './messages/search.ts'
import { multiChannel } from './multi-channel/multi-channel.ts'

/** What the vendor has and the emulator has not. The SDKs of today bring their other products to the same base. */
export const knownPaths: readonly KnownPath[] = [
  { name: 'AccountProducts', path: '/accounts{/*rest}' },
  { name: 'TollFreeVerificationUseCases', path: '/tollFreeVerification/useCases' },
]

/** What there was in 2017 already. */
const operationsOf2017: readonly Operation[] = [...messages, ...media]

export const operations: readonly Operation[] = [...operationsOf2017, ...search, ...multiChannel]

/** The Messaging API v2: JSON. The prefix tells the generation; a bare one is what the SDKs of 2025 ask for. */
export function messaging(emulator: Emulator): Api[] {
  const api = {
    name: 'messaging',
    knownPaths,
    readBody: readRawBody,
    refuse: (fault: Fault, request: WireRequest) => refuse(emulator, fault, request),
  }
  return [
    // The Dashboard is at home there.
    { ...api, prefixes: ['/v1'], operations: mediaOf2017, knownPaths: [], sharesPrefix: true },
    { ...api, prefixes: ['/v2'], operations: operationsOf2017 },
    { ...api, prefixes: ['/api/v2', '/'], operations },
  ]
}
