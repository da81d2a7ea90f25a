import type { AvailableNumberView, NumbersPage } from '../control/provisioning/numbers.ts'
import type {
  ApplicationChanges,
  NewApplication,
  NewOrder,
  NewSipPeer,
  NewSite,
  OfAccount,
} from '../control/provisioning/operations.ts'
import type { ApplicationView, ProvisioningView, SipPeerView, SiteView } from '../control/provisioning/views.ts'
import type { OrderRecord } from '../control/records/views.ts'
import type { Call, Scope } from './call.ts'

/** What numbers for sale are to have in common, in the words of the vendor's search. */
export interface NumberSearch extends OfAccount {
  readonly areaCode?: string | undefined
  readonly npaNxx?: string | undefined
  /** Needs `state`. */
  readonly city?: string | undefined
  readonly state?: string | undefined
  readonly zip?: string | undefined
  /** `8**`, `80*`, `83*` and their like; goes with nothing else. */
  readonly tollFreeWildCardPattern?: string | undefined
  /** So many at most; 10 when not given. */
  readonly quantity?: number | undefined
}

/** Which of an account's numbers are listed. */
export interface NumbersFilter extends OfAccount {
  /** Those in service on this location; all that the account has, when not given. */
  readonly sipPeerId?: string | undefined
  /** A part of the number, or of its city and state. */
  readonly text?: string | undefined
  /** The last number of the page before. */
  readonly after?: string | undefined
  /** So many at most; 100 when not given. */
  readonly limit?: number | undefined
}

/** What an account has: applications, sites (sub-accounts), locations (SIP peers), numbers. As by the Dashboard API. */
export interface Provisioning {
  /** All of it, and as `problems` which links in it are broken. */
  get(of?: OfAccount): Promise<ProvisioningView>
  createApplication(application: NewApplication): Promise<ApplicationView>
  /** Has its callbacks go elsewhere, or with other credentials; what is not given stays. */
  updateApplication(applicationId: string, changes: ApplicationChanges): Promise<ApplicationView>
  createSite(site: NewSite): Promise<SiteView>
  createSipPeer(sipPeer: NewSipPeer): Promise<SipPeerView>
  /** Has messages of a location told to an application; `null` takes away the one that is assigned. */
  assignApplication(sipPeerId: string, applicationId: string | null, of?: OfAccount): Promise<SipPeerView>
  availableNumbers(search: NumberSearch): Promise<readonly AvailableNumberView[]>
  /** Orders numbers by name. The order completes on its own: `bandwidth.orders.waitFor({ id, status: 'COMPLETE' })`. */
  order(order: NewOrder): Promise<OrderRecord>
  /** A page of the numbers, in order. */
  telephoneNumbers(filter?: NumbersFilter): Promise<NumbersPage>
}

/** @param scope - goes over all that is asked */
export const provisioning = (call: Call, scope: Scope): Provisioning => ({
  get: (of) => call('GetProvisioning', { query: { ...of, ...scope } }) as Promise<ProvisioningView>,
  createApplication: (application) =>
    call('ProvisionApplication', { body: { ...application, ...scope } }) as Promise<ApplicationView>,
  updateApplication: (id, changes) =>
    call('ChangeApplication', { params: { id }, body: { ...changes, ...scope } }) as Promise<ApplicationView>,
  createSite: (site) => call('ProvisionSite', { body: { ...site, ...scope } }) as Promise<SiteView>,
  createSipPeer: (sipPeer) => call('ProvisionSipPeer', { body: { ...sipPeer, ...scope } }) as Promise<SipPeerView>,
  assignApplication: (id, applicationId, of) =>
    call('AssignApplication', { params: { id }, body: { applicationId, ...of, ...scope } }) as Promise<SipPeerView>,
  async availableNumbers(search) {
    const query = { ...search, ...scope }
    return ((await call('FindAvailableNumbers', { query })) as { numbers: AvailableNumberView[] }).numbers
  },
  order: (order) => call('PlaceOrder', { body: { ...order, ...scope } }) as Promise<OrderRecord>,
  telephoneNumbers: (filter) =>
    call('ListProvisionedNumbers', { query: { ...filter, ...scope } }) as Promise<NumbersPage>,
})
