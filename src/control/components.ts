import { anything, type JsonSchema, mapOf } from '../core/shape.ts'
import { handsetShape } from '../domain/handset-shape.ts'
import { ruleShape } from '../domain/rule-shape.ts'
import { conditionSchema } from './expect/body.ts'
import { flag, integer, list, number, object, oneOfThese, ref, text, texts, time } from './schemas.ts'

const textMap = mapOf(anything(text)).schema as JsonSchema
const recordedBody = object({ 'text?': text, 'base64?': text, 'cutFrom?': integer })
const recorded = { id: text, seq: integer, trace: text, time }

const { oneOf: ruleVariants } = ruleShape.schema as { oneOf: { properties: object; required: string[] }[] }

/** A rule as it is kept: one of the variants as it is asked for, with an id, and how often it counted. */
const keptRule: JsonSchema = {
  oneOf: ruleVariants.map((variant) => ({
    ...variant,
    properties: { id: text, ...variant.properties, fits: integer, hits: integer, expiresAt: time },
    required: ['id', ...variant.required, 'fits', 'hits'],
  })),
}

const world = {
  ...{ accountId: text, messagingUserId: text, username: text, password: text, clientId: text, clientSecret: text },
  ...{ 'applicationId?': text, 'siteId?': text, 'sipPeerId?': text, telephoneNumbers: texts },
}

const { properties: scriptMembers } = handsetShape.schema as { properties: Readonly<Record<string, JsonSchema>> }

/** A handset as it is asked for, with where it stands. */
const handset = object({
  number: text,
  ...Object.fromEntries(Object.entries(scriptMembers).map(([name, schema]) => [`${name}?`, schema])),
  optedOut: texts,
})

/** What is answered in several places, by name. */
export const components: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    properties: { type: text, status: integer, title: text, detail: text, fault: text },
    required: ['type', 'status', 'title', 'fault'],
  },
  RequestRecord: object({
    ...{ ...recorded, 'accountId?': text, api: text, 'operation?': text, method: text, path: text, query: text },
    ...{ headers: textMap, body: recordedBody, status: integer, responseHeaders: textMap },
    ...{ responseBody: recordedBody, ms: number, warnings: texts, 'rule?': text },
  }),
  MessageRecord: object({
    ...{ ...recorded, accountId: text, profile: oneOfThese('2017', 'current'), direction: oneOfThese('in', 'out') },
    ...{ owner: text, applicationId: text, from: text, to: texts, text, type: oneOfThese('sms', 'mms', 'rcs') },
    ...{ encoding: oneOfThese('GSM-7', 'UCS-2'), segmentCount: integer, 'media?': texts, 'tag?': text },
    ...{ 'priority?': text, 'expiration?': text, 'channel?': text, 'channelList?': list({ type: 'object' }) },
    ...{ 'suggestionResponse?': { type: 'object' }, 'locationResponse?': { type: 'object' } },
    state: oneOfThese('accepted', 'delivered', 'partial', 'failed', 'received'),
    recipients: list(
      object({
        ...{ to: text, state: oneOfThese('pending', 'delivered', 'failed') },
        ...{ 'errorCode?': integer, 'reason?': text },
      }),
    ),
    warnings: texts,
    decisions: list(object({ at: time, what: text, because: text })),
  }),
  CallbackRecord: object({
    ...{ ...recorded, accountId: text, type: text, 'to?': text, 'messageId?': text, 'applicationId?': text },
    ...{ 'orderType?': text, 'orderId?': text, 'subscriptionId?': text, url: text, headers: textMap, body: text },
    state: oneOfThese('pending', 'held', 'delivered', 'failed', 'dropped'),
    ...{ attempts: list(ref('AttemptRecord')), 'nextAttemptAt?': time, 'reason?': text, 'warning?': text },
    ...{ 'rule?': text, 'duplicateOf?': text, 'editedFrom?': text },
  }),
  OrderRecord: object({
    ...{ ...recorded, lastModifiedAt: time, accountId: text, kind: text, status: text },
    ...{ 'customerOrderId?': text, 'siteId?': text, 'sipPeerId?': text, numbers: texts },
    errors: list(object({ fault: text, 'number?': text })),
  }),
  AttemptRecord: object({
    ...{ number: integer, seq: integer, time, ms: number, 'sentTo?': text },
    authorization: oneOfThese('none', 'preemptive', 'challenged'),
    ...{ 'status?': integer, 'responseHeaders?': textMap, 'responseBody?': text },
    'error?': object({ code: text, message: text }),
  }),
  Application: object({
    ...{ id: text, name: text, serviceType: oneOfThese('Messaging-V2', 'Voice-V2'), callbackUrl: text },
    ...{ 'outboundCallbackUrl?': text, 'callbackUserId?': text, sipPeerIds: texts, problems: texts },
  }),
  Site: object({
    ...{ id: text, name: text, 'description?': text, address: text, telephoneNumberCount: integer },
    sipPeers: list(ref('SipPeer')),
  }),
  SipPeer: object({
    ...{ id: text, name: text, isDefault: flag, sms: flag, mms: flag, tollFree: flag, shortCode: flag },
    ...{ 'applicationId?': text, telephoneNumberCount: integer, telephoneNumbers: texts, problems: texts },
  }),
  World: object(world),
  Sandbox: object({
    ...{ ...world, urls: mapOf(anything(text)).schema as JsonSchema, callbackUrl: text },
    ...{ 'name?': text, 'expiresAt?': time },
  }),
  Rule: keptRule,
  Condition: conditionSchema,
  Handset: handset,
  Clock: object({
    ...{ mode: oneOfThese('real', 'virtual'), now: time, scale: number },
    'next?': object({ kind: text, at: time, accountId: text }),
  }),
}
