import type { Row } from '../core/table.ts'
import { type CallbackCredentials, checkCallbackUrl, checkCredentialsTravelSafely } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { SipPeer } from './sip-peer.ts'

export type ServiceType = 'Messaging-V2' | 'Voice-V2'

/** Credentials as a request gives them: either half may be missing, and an empty element says "none". */
export interface CredentialsDraft {
  readonly userId?: string | undefined
  readonly password?: string | undefined
}

/** An application as it is asked for, in the words of all years; which of them may stand together is checked. */
export interface ApplicationDraft {
  readonly name?: string | undefined
  readonly serviceType?: string | undefined
  readonly callbackUrl?: string | undefined
  readonly msgCallbackUrl?: string | undefined
  readonly inboundCallbackUrl?: string | undefined
  readonly outboundCallbackUrl?: string | undefined
  readonly callbackCredentials?: CredentialsDraft | undefined
  readonly inboundCallbackCredentials?: CredentialsDraft | undefined
  readonly outboundCallbackCredentials?: CredentialsDraft | undefined
  readonly requestedCallbackTypes?: { readonly types: readonly string[] } | undefined
  readonly callInitiatedCallbackUrl?: string | undefined
  readonly callInitiatedMethod?: string | undefined
  readonly callStatusCallbackUrl?: string | undefined
  readonly callStatusMethod?: string | undefined
}

/** Which of the vendor's generations of callback elements an application was last written in; answers keep to it. */
export type CallbackFamily = 'CallbackUrl' | 'MsgCallbackUrl' | 'InboundCallbackUrl'

/** Where a customer's software wants its callbacks: what the messages name by `applicationId`. */
export interface Application extends Row {
  readonly name: string
  readonly serviceType: ServiceType
  readonly messaging?: MessagingCallbacks | undefined
  readonly voice?: VoiceCallbacks | undefined
}

export interface MessagingCallbacks {
  readonly family: CallbackFamily
  /** Where inbound messages are told. */
  readonly inboundUrl: string
  /** Where the fate of outbound messages is told; `inboundUrl` when absent. */
  readonly outboundUrl?: string | undefined
  /** `'empty'`: the request had the element with nothing in it, and so has the answer. */
  readonly inboundCredentials?: CallbackCredentials | 'empty' | undefined
  readonly outboundCredentials?: CallbackCredentials | undefined
  /** Only these types of status are told; all when absent. */
  readonly requestedTypes?: readonly string[] | undefined
}

export interface VoiceCallbacks {
  readonly initiatedUrl: string
  readonly initiatedMethod: string
  readonly statusUrl?: string | undefined
  readonly statusMethod?: string | undefined
  readonly credentials?: CallbackCredentials | undefined
}

/** @throws Fault ApplicationNotFound */
export function getApplication({ store }: Emulator, accountId: string, applicationId: string): Application {
  const application = store.applications.get(accountId, applicationId)
  if (!application) throw new Fault('ApplicationNotFound', { applicationId })
  return application
}

/** @throws Fault where the draft breaks one of the vendor's rules */
export function createApplication(
  emulator: Emulator,
  accountId: string,
  draft: ApplicationDraft,
  id = emulator.ids.uuid(),
): Application {
  return emulator.store.applications.put({ accountId, id, ...checked(emulator, draft) })
}

/** Replaces all of an application. @throws Fault ServiceTypeFixed, and as {@link createApplication} */
export function replaceApplication(emulator: Emulator, application: Application, draft: ApplicationDraft): Application {
  const { accountId, id, serviceType } = application
  if (serviceTypeOf(draft.serviceType ?? serviceType) !== serviceType) throw new Fault('ServiceTypeFixed')
  return emulator.store.applications.put({ accountId, id, ...checked(emulator, { serviceType, ...draft }) })
}

/** @throws Fault ApplicationInUse while a SipPeer refers to it */
export function deleteApplication(emulator: Emulator, application: Application): void {
  const users = sipPeersOf(emulator, application)
  if (users.length > 0) {
    throw new Fault('ApplicationInUse', { sipPeers: users.map((sipPeer) => sipPeer.name).join(', ') })
  }
  emulator.store.applications.delete(application)
}

/** The locations that an application is assigned to. */
export function sipPeersOf({ store }: Emulator, application: Application): SipPeer[] {
  return store.sipPeers.by('application', application.id)
}

function checked(emulator: Emulator, draft: ApplicationDraft): Omit<Application, keyof Row> {
  const serviceType = serviceTypeOf(draft.serviceType)
  if (!draft.name) throw new Fault('ApplicationNameRequired')
  return serviceType === 'Messaging-V2'
    ? { name: draft.name, serviceType, messaging: messagingCallbacks(emulator, draft) }
    : { name: draft.name, serviceType, voice: voiceCallbacks(emulator, draft) }
}

/** The founding document's request has no ServiceType; some of the vendor's examples leave the version out. */
function serviceTypeOf(word: string | undefined): ServiceType {
  if (word === undefined || word === 'Messaging' || word === 'Messaging-V2') return 'Messaging-V2'
  if (word === 'Voice' || word === 'Voice-V2') return 'Voice-V2'
  throw new Fault('ServiceTypeInvalid')
}

function messagingCallbacks(emulator: Emulator, draft: ApplicationDraft): MessagingCallbacks {
  const { callbackUrl, msgCallbackUrl, inboundCallbackUrl, outboundCallbackUrl } = draft
  for (const field of ['callInitiatedCallbackUrl', 'callStatusCallbackUrl'] as const) {
    if (draft[field])
      throw new Fault('FieldNotAllowedForServiceType', { field: capitalized(field), serviceType: 'Voice-V2' })
  }
  if (callbackUrl && msgCallbackUrl && callbackUrl !== msgCallbackUrl) throw new Fault('CallbackUrlsDiffer')
  if (msgCallbackUrl && (inboundCallbackUrl || outboundCallbackUrl)) throw new Fault('CallbackUrlFamiliesMixed')
  if (draft.callbackCredentials?.userId && (draft.inboundCallbackCredentials || draft.outboundCallbackCredentials)) {
    throw new Fault('CallbackCredentialFamiliesMixed')
  }
  const inboundUrl = inboundCallbackUrl || msgCallbackUrl || callbackUrl
  if (!inboundUrl) throw new Fault('InboundCallbackUrlRequired')
  const family = inboundCallbackUrl ? 'InboundCallbackUrl' : msgCallbackUrl ? 'MsgCallbackUrl' : 'CallbackUrl'
  checkCallbackUrl(inboundUrl)
  if (outboundCallbackUrl) checkCallbackUrl(outboundCallbackUrl)

  const credentials = credentialsOf(draft.callbackCredentials)
  const inboundCredentials = credentialsOf(draft.inboundCallbackCredentials) ?? credentials
  const outboundCredentials = credentialsOf(draft.outboundCallbackCredentials) ?? credentials
  if (inboundCredentials) checkCredentialsTravelSafely(emulator, inboundUrl)
  if (outboundCredentials) checkCredentialsTravelSafely(emulator, outboundCallbackUrl ?? inboundUrl)
  const requestedTypes = draft.requestedCallbackTypes?.types
  return {
    family,
    inboundUrl,
    ...(outboundCallbackUrl && { outboundUrl: outboundCallbackUrl }),
    ...(draft.callbackCredentials && !credentials && { inboundCredentials: 'empty' as const }),
    ...(inboundCredentials && { inboundCredentials }),
    ...(outboundCredentials && { outboundCredentials }),
    ...(requestedTypes?.length && { requestedTypes }),
  }
}

function voiceCallbacks(emulator: Emulator, draft: ApplicationDraft): VoiceCallbacks {
  for (const field of ['callbackUrl', 'msgCallbackUrl', 'inboundCallbackUrl', 'outboundCallbackUrl'] as const) {
    if (draft[field]) {
      throw new Fault('FieldNotAllowedForServiceType', { field: capitalized(field), serviceType: 'Messaging-V2' })
    }
  }
  const { callInitiatedCallbackUrl: initiatedUrl, callStatusCallbackUrl: statusUrl } = draft
  if (!initiatedUrl) throw new Fault('InboundCallbackUrlRequired')
  checkCallbackUrl(initiatedUrl)
  if (statusUrl) checkCallbackUrl(statusUrl)
  else if (draft.callStatusMethod) throw new Fault('CallStatusUrlRequired')
  const credentials = credentialsOf(draft.callbackCredentials)
  if (credentials) checkCredentialsTravelSafely(emulator, initiatedUrl)
  return {
    initiatedUrl,
    initiatedMethod: callbackMethod(draft.callInitiatedMethod),
    ...(statusUrl && { statusUrl, statusMethod: callbackMethod(draft.callStatusMethod) }),
    ...(credentials && { credentials }),
  }
}

function callbackMethod(word = 'POST'): string {
  const method = word.toUpperCase()
  if (method !== 'GET' && method !== 'POST') throw new Fault('CallbackMethodInvalid')
  return method
}

function credentialsOf(draft: CredentialsDraft | undefined): CallbackCredentials | undefined {
  if (!draft?.userId && !draft?.password) return undefined
  if (!draft.userId) throw new Fault('PasswordWithoutUserId')
  if (!draft.password) throw new Fault('UserIdWithoutPassword')
  return { userId: draft.userId, password: draft.password }
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
