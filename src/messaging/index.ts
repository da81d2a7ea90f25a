import type { Emulator } from '../domain/emulator.ts'
import { type Api, readRawBody } from '../http/mount.ts'
import type { KnownPath, Operation } from '../http/operation.ts'
import { refuse } from './endpoint.ts'
import { messages } from './messages/messages.ts'

/** What the vendor has and the emulator has not. The SDKs of today bring their other products to the same base. */
export const knownPaths: readonly KnownPath[] = [
  { name: 'ListMessages', methods: ['get'], path: '/users/:userId/messages' },
  { name: 'CreateMultiChannelMessage', methods: ['post'], path: '/users/:userId/messages/multiChannel' },
  { name: 'Media', path: '/users/:userId/media{/*rest}' },
  { name: 'AccountProducts', path: '/accounts{/*rest}' },
  { name: 'TollFreeVerificationUseCases', path: '/tollFreeVerification/useCases' },
]

export const operations: readonly Operation[] = messages

/** The Messaging API v2: JSON. The prefix tells the generation; a bare one is what the SDKs of 2025 ask for. */
export const messaging = (emulator: Emulator): Api => ({
  name: 'messaging',
  prefixes: ['/api/v2', '/v2', '/'],
  operations,
  knownPaths,
  readBody: readRawBody,
  refuse: (fault, request) => refuse(emulator, fault, request),
})
