import { checked, eitherOf, listOf, objectOf, shapeOf, textOf } from '../../core/shape.ts'
import { type Account, findAccount } from '../../domain/account.ts'
import {
  type Application,
  type ApplicationDraft,
  changeApplication,
  createApplication,
  withoutCredentials,
} from '../../domain/application.ts'
import type { CallbackCredentials } from '../../domain/callback-url.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { placeOrder } from '../../domain/order.ts'
import { anAddress } from '../../domain/seed.ts'
import {
  assignApplication,
  createSipPeer,
  enableMms,
  enableSms,
  messagingApplication,
  type SipPeer,
  unassignApplication,
} from '../../domain/sip-peer.ts'
import { type Address, createSite, getSite } from '../../domain/site.ts'
import { e164 } from '../../domain/telephone-number.ts'
import type { ControlOperation, Define } from '../endpoint.ts'
import { getRecord } from '../records/find.ts'
import { view } from '../records/views.ts'
import { flag, integer, list, object, oneOfThese, ref, text, texts } from '../schemas.ts'
import { firstAccount } from '../world.ts'
import { listNumbers, searchNumbers } from './numbers.ts'
import { applicationView, provisioningView, sipPeerView, siteView } from './views.ts'

/** What is asked for is of this account; of the first that is no sandbox when not given. */
export interface OfAccount {
  readonly account?: string | undefined
}

export interface NewApplication extends OfAccount {
  readonly name: string
  /** Where all its callbacks go. */
  readonly callbackUrl: string
  readonly callbackCredentials?: CallbackCredentials | undefined
}

/** How an application is to be another; what is not given stays as it is. */
export interface ApplicationChanges extends OfAccount {
  readonly name?: string | undefined
  /** Where its callbacks go; where an application tells of outbound messages elsewhere, those of inbound ones alone. */
  readonly callbackUrl?: string | undefined
  /** `null` takes away those that it has. */
  readonly callbackCredentials?: CallbackCredentials | null | undefined
}

export interface NewSite extends OfAccount {
  readonly name: string
  readonly description?: string | undefined
  /** That of the sites of seeds when not given; its `addressType` is `Service` when not given. */
  readonly address?: NewAddress | undefined
}

/** An address with what each must have. */
export interface NewAddress extends Address {
  readonly houseNumber: string
  readonly streetName: string
  readonly city: string
  readonly stateCode: string
  readonly zip: string
}

/** A location as a seed has it: with SMS and MMS unless said otherwise. */
export interface NewSipPeer extends OfAccount {
  readonly siteId: string
  readonly name: string
  /** The first of a site is the default one, which takes the numbers that are ordered for the site alone. */
  readonly isDefault?: boolean | undefined
  /** On when not given; the rest needs it. */
  readonly sms?: boolean | undefined
  /** As `sms` when not given. */
  readonly mms?: boolean | undefined
  readonly tollFree?: boolean | undefined
  readonly shortCode?: boolean | undefined
  /** Messages over HTTP, told to an application: there is nothing else. */
  readonly v2Messaging?: true | undefined
  /** The application that is told of its messages. */
  readonly applicationId?: string | undefined
}

interface Assignment extends OfAccount {
  /** `null` takes away the one that is assigned. */
  readonly applicationId: string | null
}

export interface NewOrder extends OfAccount {
  readonly siteId: string
  /** The default location of the site when not given. */
  readonly sipPeerId?: string | undefined
  /** In E.164, or ten digits. */
  readonly telephoneNumbers: readonly string[]
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
}

const word = textOf(/\S/, 'a text that is not empty')
const aText = textOf(/^/, 'a text')
const trueOrFalse = shapeOf((value) => typeof value === 'boolean', 'true or false', { type: 'boolean' })
const nothing = shapeOf((value) => value === null, 'a text, or null for none', { type: 'null' })
const credentialsShape = objectOf({ userId: word, password: word })

const applicationShape = objectOf(
  { name: word, callbackUrl: word },
  { account: word, callbackCredentials: credentialsShape },
)

const applicationChangesShape = objectOf(
  {},
  { account: word, name: word, callbackUrl: word, callbackCredentials: eitherOf(credentialsShape, nothing) },
)

const addressShape = objectOf(
  { houseNumber: word, streetName: word, city: word, stateCode: word, zip: word },
  {
    ...{ housePrefix: aText, houseSuffix: aText, preDirectional: aText, streetSuffix: aText, postDirectional: aText },
    ...{ addressLine2: aText, plusFour: aText, county: aText, country: aText, addressType: aText },
  },
)

const siteShape = objectOf({ name: word }, { account: word, description: aText, address: addressShape })

const sipPeerShape = checked<NewSipPeer>(
  objectOf(
    { siteId: word, name: word },
    {
      ...{ account: word, isDefault: trueOrFalse, sms: trueOrFalse, mms: trueOrFalse, tollFree: trueOrFalse },
      ...{ shortCode: trueOrFalse, v2Messaging: shapeOf((value) => value === true, 'true', { const: true }) },
      applicationId: word,
    },
  ),
  ({ sms = true, ...others }) => {
    const needs = (['mms', 'tollFree', 'shortCode', 'applicationId'] as const).find((name) => others[name])
    return sms || needs === undefined ? undefined : `has '${needs}', which needs 'sms'`
  },
)

const orderShape = objectOf(
  {
    siteId: word,
    telephoneNumbers: checked<readonly string[]>(listOf(word), (numbers) =>
      numbers.length === 0 ? 'must have one number at least' : undefined,
    ),
  },
  { account: word, sipPeerId: word, name: word, customerOrderId: word },
)

const account = { ...text, description: 'That of this account; of the first that is no sandbox when not given' }

export const provisioningOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetProvisioning',
    method: 'get',
    path: '/v1/provisioning',
    summary: 'What an account has (applications, sites, locations, numbers), and which links in it are broken',
    query: { account },
    answer: object({
      account: object({ id: text, companyName: text, messagingUserId: text }),
      ...{ applications: list(ref('Application')), sites: list(ref('Site')), problems: texts },
    }),
    handle: (emulator, { query }) => provisioningView(emulator, accountOf(emulator, query.get('account'))),
  }),

  define({
    name: 'ListProvisionedNumbers',
    method: 'get',
    path: '/v1/telephone-numbers',
    summary: 'The numbers that an account has, in order, a page at a time',
    query: {
      account,
      sipPeerId: { ...text, description: 'Those in service on this location' },
      text: { ...text, description: 'A part of the number, or of its city and state' },
      after: { ...text, description: 'The last number of the page before' },
      limit: { ...integer, description: 'So many at most; 100 when not given' },
    },
    answer: object({
      telephoneNumbers: list(
        object({
          number: text,
          siteId: text,
          sipPeerId: text,
          'city?': text,
          'state?': text,
          status: oneOfThese('inService', 'aging'),
        }),
      ),
      more: flag,
    }),
    handle(emulator, { query }) {
      const { id } = accountOf(emulator, query.get('account'))
      const sipPeerId = query.get('sipPeerId')
      const sipPeer = sipPeerId === null ? undefined : sipPeerOf(emulator, id, sipPeerId)
      return listNumbers(emulator, id, sipPeer, query)
    },
  }),

  define({
    name: 'ProvisionApplication',
    method: 'post',
    path: '/v1/applications',
    summary: 'A new application for messages',
    body: applicationShape,
    answer: ref('Application'),
    handle(emulator, { json }) {
      const { account, ...draft } = json as unknown as NewApplication
      return applicationView(emulator, createApplication(emulator, accountOf(emulator, account).id, draft))
    },
  }),

  define({
    name: 'ChangeApplication',
    method: 'put',
    path: '/v1/applications/:id',
    summary: 'Has an application tell another URL, with other credentials or none; what is not given stays',
    body: applicationChangesShape,
    answer: ref('Application'),
    handle(emulator, { params, json }) {
      const { account, ...changes } = json as unknown as ApplicationChanges
      const { id: accountId } = accountOf(emulator, account)
      const application = emulator.store.applications.get(accountId, params.id)
      if (!application) throw new Fault('RecordNotFound', { kind: 'application', id: params.id })
      return applicationView(emulator, changedApplication(emulator, application, changes))
    },
  }),

  define({
    name: 'ProvisionSite',
    method: 'post',
    path: '/v1/sites',
    summary: 'A new sub-account',
    body: siteShape,
    answer: ref('Site'),
    handle(emulator, { json }) {
      const { account, address = anAddress, ...draft } = json as unknown as NewSite
      return siteView(emulator, createSite(emulator, accountOf(emulator, account).id, { ...draft, address }))
    },
  }),

  define({
    name: 'ProvisionSipPeer',
    method: 'post',
    path: '/v1/sip-peers',
    summary: 'A new location, with SMS and MMS unless said otherwise, and its messaging application',
    body: sipPeerShape,
    answer: ref('SipPeer'),
    handle: (emulator, { json }) => sipPeerView(emulator, newSipPeer(emulator, json as unknown as NewSipPeer)),
  }),

  define({
    name: 'AssignApplication',
    method: 'put',
    path: '/v1/sip-peers/:id/application',
    summary: 'Assigns a messaging application to a location, or takes away the one it has',
    body: objectOf({ applicationId: eitherOf(word, nothing) }, { account: word }),
    answer: ref('SipPeer'),
    handle(emulator, { params, json }) {
      const { account, applicationId } = json as unknown as Assignment
      const sipPeer = sipPeerOf(emulator, accountOf(emulator, account).id, params.id)
      const changed =
        applicationId === null
          ? unassignApplication(emulator, sipPeer)
          : assignApplication(emulator, sipPeer, applicationId)
      return sipPeerView(emulator, changed)
    },
  }),

  define({
    name: 'FindAvailableNumbers',
    method: 'get',
    path: '/v1/available-numbers',
    summary: 'Numbers for sale: the same for all accounts',
    query: {
      ...{ account, areaCode: text, npaNxx: text, city: text, state: text, zip: text, tollFreeWildCardPattern: text },
      quantity: { ...integer, description: 'So many at most; 10 when not given' },
    },
    answer: object({
      numbers: list(object({ number: text, 'city?': text, 'state?': text, 'rateCenter?': text })),
    }),
    handle(emulator, { query }) {
      accountOf(emulator, query.get('account'))
      return { numbers: searchNumbers(emulator, query) }
    },
  }),

  define({
    name: 'PlaceOrder',
    method: 'post',
    path: '/v1/orders',
    summary: 'An order for numbers by name; it completes on its own, as any',
    body: orderShape,
    answer: ref('OrderRecord'),
    handle(emulator, { json }) {
      const { account, telephoneNumbers, ...draft } = json as unknown as NewOrder
      const { id: accountId, users } = accountOf(emulator, account)
      getSite(emulator, accountId, draft.siteId)
      const ordered = { type: 'existing', numbers: telephoneNumbers.map(e164) } as const
      // The order stands with who may ask for the account: nobody says here who asks.
      const [user] = users
      const trace = emulator.ids.base32()
      const { id } = placeOrder(emulator, accountId, { ...draft, ordered }, user?.username ?? 'any', trace)
      return view(emulator, 'orders', getRecord(emulator, 'orders', id))
    },
  }),
]

/** @throws Fault AccountNotFound; nothing springs into being by looking at it */
function accountOf(emulator: Emulator, ref: string | null = null): Account {
  const id = ref ?? firstAccount(emulator)
  const account = id === undefined ? undefined : findAccount(emulator, id)
  if (account) return account
  const problem =
    id === undefined
      ? 'There is no account: start with a seed that has one, or make a sandbox (POST /_emulator/v1/sandboxes)'
      : `There is no account ${id}; GET /_emulator/v1/info lists those there are`
  throw new Fault('AccountNotFound', { accountId: id, problem })
}

/** @throws Fault SipPeerNotFound */
function sipPeerOf({ store }: Emulator, accountId: string, sipPeerId: string): SipPeer {
  const sipPeer = store.sipPeers.get(accountId, sipPeerId)
  if (!sipPeer) throw new Fault('SipPeerNotFound', { sipPeerId, accountId })
  return sipPeer
}

/** @throws Fault where the domain refuses it; then the application is as it was */
function changedApplication(
  emulator: Emulator,
  application: Application,
  { name, callbackUrl, callbackCredentials }: Omit<ApplicationChanges, 'account'>,
): Application {
  const former = callbackCredentials === null ? withoutCredentials(application) : application
  return changeApplication(emulator, former, {
    ...urlDraft(application, callbackUrl),
    ...(name !== undefined && { name }),
    ...(callbackCredentials && { callbackCredentials }),
  })
}

/** A URL in the words that the application is written in, so that the rest of them stays. */
function urlDraft({ messaging, voice }: Application, callbackUrl: string | undefined): ApplicationDraft {
  if (!messaging) return { callInitiatedCallbackUrl: callbackUrl ?? voice?.initiatedUrl }
  const { family, inboundUrl, outboundUrl } = messaging
  const url = callbackUrl ?? inboundUrl
  if (outboundUrl !== undefined || family === 'InboundCallbackUrl')
    return { inboundCallbackUrl: url, outboundCallbackUrl: outboundUrl }
  return family === 'MsgCallbackUrl' ? { msgCallbackUrl: url } : { callbackUrl: url }
}

/** @throws Fault where the domain refuses it; then nothing of it is there */
function newSipPeer(emulator: Emulator, asked: NewSipPeer): SipPeer {
  const { siteId, name, isDefault, sms = true, mms = sms, tollFree = false, shortCode = false } = asked
  const { id: accountId } = accountOf(emulator, asked.account)
  const site = getSite(emulator, accountId, siteId)
  const { applicationId } = asked
  if (applicationId !== undefined) messagingApplication(emulator, accountId, applicationId)
  let sipPeer = createSipPeer(emulator, site, { name, isDefault })
  if (sms) {
    const zones = [true, false, false, false, false]
    sipPeer = enableSms(emulator, sipPeer, { protocol: 'HTTP', tollFree, shortCode, zones })
  }
  if (mms) sipPeer = enableMms(emulator, sipPeer, { protocol: 'HTTP' })
  return applicationId === undefined ? sipPeer : assignApplication(emulator, sipPeer, applicationId)
}
