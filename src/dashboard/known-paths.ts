import type { KnownPath } from '../http/operation.ts'

const account = '/accounts/:accountId'
const sipPeer = `${account}/sites/:siteId/sippeers/:sipPeerId`

/** A path and all below it. */
const family = (name: string, path: string): KnownPath => ({ name, path: `${path}{/*rest}` })

/** What the vendor has and the emulator has not: answered 501 by name, so that nobody takes it for a typing error. */
export const knownPaths: readonly KnownPath[] = [
  { name: 'AccountProducts', path: `${account}/products{/*rest}` },
  // No source tells what it answers.
  { name: 'PortInStatus', path: `${account}/portins/status` },
  { name: 'PortOutStatus', path: `${account}/portouts/status` },
  { name: 'CreatePortOut', methods: ['post'], path: `${account}/portouts` },
  { name: 'UpdatePortInActivationStatus', methods: ['put'], path: `${account}/portins/:orderId/activationStatus` },
  // Files: bodies of any type, which the reader of XML spoils.
  family('PortInLoas', `${account}/portins/:orderId/loas`),
  family('ImportTnOrderLoas', `${account}/importTnOrders/:orderId/loas`),
  family('ImportVoiceTnOrders', `${account}/importTnOrders/voice`),
  family('RemoveImportedVoiceTnOrders', `${account}/removeImportedTnOrders/voice`),
  family('SiteHosts', `${account}/sites/:siteId/hosts`),
  family('SipPeerProducts', `${sipPeer}/products`),
  ...[
    'addresses',
    'aeuis',
    'bdrs',
    'billingreports',
    'bulkPortins',
    'campaignManagement',
    'e911s',
    'emergencyNotificationEndpointOrders',
    'emergencyNotificationGroupOrders',
    'emergencyNotificationGroups',
    'emergencyNotificationRecipients',
    'externalTns',
    'geocodeRequest',
    'hosts',
    'importToAccount',
    'importToAccounts',
    'numbersAssignment',
    'phoneNumbers',
    'realms',
    'reports',
    'shortcodes',
    'sipcredentials',
    'tnPortoutPasscodes',
    'tollFreePortingValidations',
    'tollFreeVerification',
    'totalSeats',
  ].map((name) => family(name, `${account}/${name}`)),
  ...['admin', 'tns', 'tollFreeVerification', 'typeahead', 'users'].map((name) => family(name, `/${name}`)),
]
