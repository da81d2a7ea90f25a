import type { KnownPath } from '../http/operation.ts'

const account = '/accounts/:accountId'
const sipPeer = `${account}/sites/:siteId/sippeers/:sipPeerId`

/** A path and all below it. */
const family = (name: string, path: string): KnownPath => ({ name, path: `${path}{/*rest}` })

/** What the vendor has and the emulator has not: answered 501 by name, so that nobody takes it for a typing error. */
export const knownPaths: readonly KnownPath[] = [
  { name: 'AccountProducts', path: `${account}/products{/*rest}` },
  ...['activationStatus', 'areaCodes', 'loas', 'npaNxx', 'tns', 'totals'].map((name) =>
    family(`PortIn${name.charAt(0).toUpperCase()}${name.slice(1)}`, `${account}/portins/:orderId/${name}`),
  ),
  family('ImportTnOrderLoas', `${account}/importTnOrders/:orderId/loas`),
  family('ImportVoiceTnOrders', `${account}/importTnOrders/voice`),
  family('RemoveImportedVoiceTnOrders', `${account}/removeImportedTnOrders/voice`),
  family('SitePortIns', `${account}/sites/:siteId/portins`),
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
  ...['admin', 'tns', 'tollFreeVerification', 'typeahead'].map((name) => family(name, `/${name}`)),
]
