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
  readonly callInitiatedFallbackUrl?: string | undefined
  readonly callInitiatedFallbackMethod?: string | undefined
  readonly callInitiatedFallbackCredentials?: CredentialsDraft | undefined
  readonly callbackTimeout?: string | undefined
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
  /** Where a call is told when `initiatedUrl` fails. */
  readonly fallback?:
    | { readonly url: string; readonly method: string; readonly credentials?: CallbackCredentials | undefined }
    | undefined
  /** In seconds. */
  readonly timeout?: number | undefined
}

/**
 * @throws Fault ApplicationNotFound; in strict mode ApplicationIdInvalid
 */
export function getApplication({ store, settings }: Emulator, accountId: string, applicationId: string): Application {
  if (settings.strict && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(applicationId)) {
    throw new Fault('ApplicationIdInvalid', { applicationId })
  }
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

/**
 * Replaces all of an application. What an answer told may come back as it was: one URL in the elements of several
 * families, and the names of users without their passwords, which then stay.
 *
 * @throws Fault ServiceTypeFixed, and as {@link createApplication}
 */
export function replaceApplication(emulator: Emulator, application: Application, draft: ApplicationDraft): Application {
  const { accountId, id, serviceType } = application
  checkServiceTypeStays(application, draft)
  return emulator.store.applications.put({
    ...{ accountId, id },
    ...checked(emulator, { serviceType, ...draft }, application),
  })
}

/** Changes what the draft gives, and of credentials the half that it gives. @throws Fault as {@link replaceApplication} */
export function changeApplication(emulator: Emulator, application: Application, draft: ApplicationDraft): Application {
  const { accountId, id, name, serviceType, messaging, voice } = application
  checkServiceTypeStays(application, draft)
  // An element without content gives nothing, but for the name, which must not be empty.
  const entries = Object.entries(draft).filter(
    ([key, value]) => value !== undefined && (value !== '' || key === 'name'),
  )
  const given = Object.fromEntries(entries) as ApplicationDraft
  const current = voice ? voiceDraft(voice) : messaging ? messagingDraft(messaging, given) : {}
  const merged: Record<string, unknown> = { name, serviceType, ...current, ...given }
  for (const key of credentialFields) {
    if (given[key] === undefined) continue
    checkPasswordComesAlong(application, current[key], given[key])
    merged[key] = { ...current[key], ...withoutEmpty(given[key]) }
  }
  if (given.callStatusCallbackUrl?.toLowerCase() === 'remove') {
    merged.callStatusCallbackUrl = undefined
    merged.callStatusMethod = given.callStatusMethod
  }
  return emulator.store.applications.put({ accountId, id, ...checked(emulator, merged, application) })
}

/** An application whose callbacks go without credentials: to be changed from, as nothing is kept yet. */
export function withoutCredentials({ messaging, voice, ...application }: Application): Application {
  return {
    ...application,
    ...(messaging && { messaging: { ...messaging, inboundCredentials: undefined, outboundCredentials: undefined } }),
    ...(voice && { voice: { ...voice, credentials: undefined } }),
  }
}

/** @throws Fault ApplicationInUse while a SipPeer refers to it, LastVoiceApplication while one needs any */
export function deleteApplication(emulator: Emulator, application: Application): void {
  const users = sipPeersOf(emulator, application)
  if (users.length > 0) throw new Fault('ApplicationInUse', { sipPeers: namesOf(users) })
  if (application.voice && voiceApplications(emulator, application.accountId).length === 1) {
    const speakers = emulator.store.sipPeers
      .all(application.accountId)
      .filter((peer) => peer.voice?.protocol === 'HTTP')
    if (speakers.length > 0) throw new Fault('LastVoiceApplication', { sipPeers: namesOf(speakers) })
  }
  emulator.store.applications.delete(application)
}

/** The locations that an application is assigned to, for messages or for calls. */
export function sipPeersOf({ store }: Emulator, { accountId, id }: Application): SipPeer[] {
  return [...store.sipPeers.by('application', id), ...store.sipPeers.by('voiceApplication', id)].filter(
    (sipPeer) => sipPeer.accountId === accountId,
  )
}

export function voiceApplications({ store }: Emulator, accountId: string): Application[] {
  return store.applications.all(accountId).filter(({ serviceType }) => serviceType === 'Voice-V2')
}

const namesOf = (sipPeers: readonly SipPeer[]) => sipPeers.map(({ name }) => name).join(', ')

function checkServiceTypeStays({ serviceType }: Application, draft: ApplicationDraft): void {
  if (serviceTypeOf(draft.serviceType || serviceType) !== serviceType) throw new Fault('ServiceTypeFixed')
}

function checked(emulator: Emulator, draft: ApplicationDraft, former?: Application): Omit<Application, keyof Row> {
  const serviceType = serviceTypeOf(draft.serviceType)
  if (!draft.name) throw new Fault('ApplicationNameRequired')
  return serviceType === 'Messaging-V2'
    ? { name: draft.name, serviceType, messaging: messagingCallbacks(emulator, draft, former?.messaging) }
    : { name: draft.name, serviceType, voice: voiceCallbacks(emulator, draft, former?.voice) }
}

/** The founding document's request has no ServiceType; some of the vendor's examples leave the version out. */
function serviceTypeOf(word: string | undefined): ServiceType {
  if (word === undefined || word === 'Messaging' || word === 'Messaging-V2') return 'Messaging-V2'
  if (word === 'Voice' || word === 'Voice-V2') return 'Voice-V2'
  throw new Fault('ServiceTypeInvalid')
}

const messagingFields = ['callbackUrl', 'msgCallbackUrl', 'inboundCallbackUrl', 'outboundCallbackUrl'] as const
const voiceFields = [
  ...['callInitiatedCallbackUrl', 'callInitiatedMethod', 'callStatusCallbackUrl', 'callStatusMethod'],
  ...['callInitiatedFallbackUrl', 'callInitiatedFallbackMethod', 'callbackTimeout'],
] as readonly (keyof ApplicationDraft)[]
const credentialFields = [
  'callbackCredentials',
  'inboundCallbackCredentials',
  'outboundCallbackCredentials',
  'callInitiatedFallbackCredentials',
] as const

function refuseFields(draft: ApplicationDraft, fields: readonly (keyof ApplicationDraft)[], of: ServiceType): void {
  const field = fields.find((name) => draft[name])
  if (field) throw new Fault('FieldNotAllowedForServiceType', { field: capitalized(field), serviceType: of })
}

function messagingCallbacks(
  emulator: Emulator,
  draft: ApplicationDraft,
  former: MessagingCallbacks | undefined,
): MessagingCallbacks {
  const { callbackUrl, msgCallbackUrl, inboundCallbackUrl, outboundCallbackUrl } = draft
  refuseFields(draft, voiceFields, 'Voice-V2')
  if (callbackUrl && msgCallbackUrl && callbackUrl !== msgCallbackUrl) throw new Fault('CallbackUrlsDiffer')
  const directions = [inboundCallbackUrl, outboundCallbackUrl].filter(Boolean)
  const echoed = former !== undefined && directions.every((url) => url === msgCallbackUrl)
  if (msgCallbackUrl && directions.length > 0 && !echoed) throw new Fault('CallbackUrlFamiliesMixed')
  const inboundUrl = msgCallbackUrl || inboundCallbackUrl || callbackUrl
  if (!inboundUrl) throw new Fault('InboundCallbackUrlRequired')
  const family = msgCallbackUrl ? 'MsgCallbackUrl' : inboundCallbackUrl ? 'InboundCallbackUrl' : 'CallbackUrl'
  const outboundUrl = msgCallbackUrl ? undefined : outboundCallbackUrl
  checkCallbackUrl(inboundUrl)
  if (outboundUrl) checkCallbackUrl(outboundUrl)

  const { inbound, outbound, empty } = messagingCredentials(emulator, draft, former)
  if (inbound) checkCredentialsTravelSafely(emulator, inboundUrl)
  if (outbound) checkCredentialsTravelSafely(emulator, outboundUrl ?? inboundUrl)
  const requestedTypes = draft.requestedCallbackTypes?.types
  return {
    family,
    inboundUrl,
    ...(outboundUrl && { outboundUrl }),
    ...(empty && { inboundCredentials: 'empty' as const }),
    ...(inbound && { inboundCredentials: inbound }),
    ...(outbound && { outboundCredentials: outbound }),
    ...(requestedTypes?.length && { requestedTypes }),
  }
}

function messagingCredentials(emulator: Emulator, draft: ApplicationDraft, former: MessagingCallbacks | undefined) {
  const { callbackCredentials, inboundCallbackCredentials, outboundCallbackCredentials } = draft
  const directions = [inboundCallbackCredentials, outboundCallbackCredentials].filter((one) => one !== undefined)
  // An answer of the MsgCallbackUrl family names one user three times, and no password.
  const echoed = directions.every(({ userId, password }) => userId === callbackCredentials?.userId && !password)
  if (callbackCredentials?.userId && directions.length > 0 && !(former && echoed)) {
    throw new Fault('CallbackCredentialFamiliesMixed')
  }
  const known = [former?.inboundCredentials, former?.outboundCredentials].filter((one) => one !== 'empty')
  const [inboundKnown, outboundKnown] = [known, [...known].reverse()]
  const both = credentialsOf(emulator, callbackCredentials, inboundKnown)
  return {
    inbound: both ?? credentialsOf(emulator, inboundCallbackCredentials, inboundKnown),
    outbound: both ?? credentialsOf(emulator, outboundCallbackCredentials, outboundKnown),
    empty: callbackCredentials !== undefined && both === undefined,
  }
}

/** The most that a receiver of calls may be given to answer, in seconds. */
const maxCallbackTimeout = 25

function voiceCallbacks(
  emulator: Emulator,
  draft: ApplicationDraft,
  former: VoiceCallbacks | undefined,
): VoiceCallbacks {
  refuseFields(draft, messagingFields, 'Messaging-V2')
  const { callInitiatedCallbackUrl: initiatedUrl, callStatusCallbackUrl: statusUrl, callbackTimeout } = draft
  if (!initiatedUrl) throw new Fault('InboundCallbackUrlRequired')
  checkCallbackUrl(initiatedUrl)
  if (statusUrl) checkCallbackUrl(statusUrl)
  else if (draft.callStatusMethod) throw new Fault('CallStatusUrlRequired')
  const timeout = callbackTimeout ? Number(callbackTimeout) : undefined
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= maxCallbackTimeout)) {
    throw new Fault('CallbackTimeoutInvalid', { max: maxCallbackTimeout })
  }
  const credentials = credentialsOf(emulator, draft.callbackCredentials, [former?.credentials])
  if (credentials) checkCredentialsTravelSafely(emulator, initiatedUrl)
  const fallback = fallbackOf(emulator, draft, former)
  return {
    initiatedUrl,
    initiatedMethod: callbackMethod(draft.callInitiatedMethod),
    ...(statusUrl && { statusUrl, statusMethod: callbackMethod(draft.callStatusMethod) }),
    ...(credentials && { credentials }),
    ...(fallback && { fallback }),
    ...(timeout !== undefined && { timeout }),
  }
}

function fallbackOf(
  emulator: Emulator,
  draft: ApplicationDraft,
  former: VoiceCallbacks | undefined,
): VoiceCallbacks['fallback'] {
  const { callInitiatedFallbackUrl: url, callInitiatedFallbackMethod, callInitiatedFallbackCredentials } = draft
  const method = callbackMethod(callInitiatedFallbackMethod)
  const credentials = credentialsOf(emulator, callInitiatedFallbackCredentials, [former?.fallback?.credentials])
  if (!url) return undefined
  checkCallbackUrl(url)
  if (credentials) checkCredentialsTravelSafely(emulator, url)
  return { url, method, ...(credentials && { credentials }) }
}

function callbackMethod(word = 'POST'): string {
  const method = word.toUpperCase() || 'POST'
  if (method !== 'GET' && method !== 'POST') throw new Fault('CallbackMethodInvalid')
  return method
}

/** @param known - whose password stays when the same user comes without one */
function credentialsOf(
  { settings }: Emulator,
  draft: CredentialsDraft | undefined,
  known: readonly (CallbackCredentials | undefined)[],
): CallbackCredentials | undefined {
  if (!draft?.userId && !draft?.password) return undefined
  const { userId } = draft
  if (!userId) throw new Fault('PasswordWithoutUserId')
  const password = draft.password || known.find((one) => one?.userId === userId)?.password
  if (!password) throw new Fault('UserIdWithoutPassword')
  if (settings.strict) {
    checkLength('UserId', userId)
    checkLength('Password', password)
  }
  return { userId, password }
}

function checkLength(field: string, { length }: string): void {
  const [min, max] = [6, 63]
  if (length < min) throw new Fault('CredentialTooShort', { field, min })
  if (length > max) throw new Fault('CredentialTooLong', { field, max })
}

/** Only the oldest family changes a user id and keeps the password. */
function checkPasswordComesAlong(
  { messaging }: Application,
  current: CredentialsDraft | undefined,
  { userId, password }: CredentialsDraft,
): void {
  if (messaging?.family === 'CallbackUrl' || !userId || password || !current?.userId) return
  if (userId !== current.userId) throw new Fault('UserIdChangedWithoutPassword')
}

/** An application's messaging callbacks in the words of the family that a change is written in, or else of its own. */
function messagingDraft(messaging: MessagingCallbacks, given: ApplicationDraft): ApplicationDraft {
  const { inboundUrl, outboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  const directional = given.inboundCallbackUrl || given.outboundCallbackUrl
  const family = given.msgCallbackUrl
    ? 'MsgCallbackUrl'
    : directional
      ? 'InboundCallbackUrl'
      : given.callbackUrl
        ? 'CallbackUrl'
        : messaging.family
  const inbound = inboundCredentials === 'empty' ? {} : inboundCredentials
  const apart =
    !given.callbackCredentials &&
    (family === 'InboundCallbackUrl' || given.inboundCallbackCredentials || given.outboundCallbackCredentials)
  return {
    ...(family === 'CallbackUrl' && { callbackUrl: inboundUrl }),
    ...(family === 'MsgCallbackUrl' && { msgCallbackUrl: inboundUrl }),
    ...(family === 'InboundCallbackUrl' && { inboundCallbackUrl: inboundUrl, outboundCallbackUrl: outboundUrl }),
    ...(apart
      ? { inboundCallbackCredentials: inbound, outboundCallbackCredentials: outboundCredentials }
      : { callbackCredentials: inbound ?? outboundCredentials }),
    ...(requestedTypes && { requestedCallbackTypes: { types: requestedTypes } }),
  }
}

function voiceDraft(voice: VoiceCallbacks): ApplicationDraft {
  return {
    callInitiatedCallbackUrl: voice.initiatedUrl,
    callInitiatedMethod: voice.initiatedMethod,
    callStatusCallbackUrl: voice.statusUrl,
    callStatusMethod: voice.statusMethod,
    callbackCredentials: voice.credentials,
    callInitiatedFallbackUrl: voice.fallback?.url,
    callInitiatedFallbackMethod: voice.fallback?.method,
    callInitiatedFallbackCredentials: voice.fallback?.credentials,
    callbackTimeout: voice.timeout === undefined ? undefined : String(voice.timeout),
  }
}

const withoutEmpty = (draft: CredentialsDraft) => Object.fromEntries(Object.entries(draft).filter(([, text]) => text))

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
