import { readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { accountProductsResponse, accountResponse } from '../src/dashboard/accounts/accounts.xml.ts'
import {
  applicationDocument,
  applicationResponse,
  applicationsResponse,
  associatedSipPeersResponse,
} from '../src/dashboard/applications/applications.xml.ts'
import { npaNxxResult, searchResult } from '../src/dashboard/available-numbers/available-numbers.xml.ts'
import { cityResponse } from '../src/dashboard/cities/cities.xml.ts'
import {
  coveredRateCenterDocument,
  coveredRateCentersDocument,
} from '../src/dashboard/covered-rate-centers/covered-rate-centers.xml.ts'
import { csrDocument, csrResponse } from '../src/dashboard/csrs/csrs.xml.ts'
import { disconnectDocument, disconnectResponse } from '../src/dashboard/disconnects/disconnects.xml.ts'
import { dldaOrderDocument, dldaOrderResponse } from '../src/dashboard/dldas/dldas.xml.ts'
import { historyResponse } from '../src/dashboard/history/history.xml.ts'
import {
  importTnCheckerDocument,
  importTnCheckerResponse,
} from '../src/dashboard/import-tn-checker/import-tn-checker.xml.ts'
import {
  importTnOrder,
  importTnOrderDocument,
  importTnOrderResponse,
  importTnOrders,
  removeImportedTnOrder,
  removeImportedTnOrderDocument,
  removeImportedTnOrderResponse,
  removeImportedTnOrders,
} from '../src/dashboard/import-tn-orders/import-tn-orders.xml.ts'
import { quantity, telephoneNumbers } from '../src/dashboard/in-service-numbers/in-service-numbers.xml.ts'
import { lidbOrder, lidbOrderDocument, lidbOrderResponse } from '../src/dashboard/lidbs/lidbs.xml.ts'
import {
  lineOptionOrderDocument,
  lineOptionOrderResponse,
} from '../src/dashboard/line-option-orders/line-option-orders.ts'
import { portabilityRequest, portabilityResponse } from '../src/dashboard/lnp-checker/lnp-checker.xml.ts'
import { lsrOrder, lsrOrderDocument, lsrOrders } from '../src/dashboard/lsr-orders/lsr-orders.xml.ts'
import {
  moveTnsOrder,
  moveTnsOrderDocument,
  moveTnsOrderResponse,
  moveTnsOrders,
} from '../src/dashboard/move-tns/move-tns.xml.ts'
import { orderNotification } from '../src/dashboard/notifications/order-notification.xml.ts'
import { numberCallingArea, numberPlace } from '../src/dashboard/number-lookups/number-lookups.xml.ts'
import { disconnectsResponse, ordersResponse } from '../src/dashboard/orders/order-list.xml.ts'
import { orderReports, orderTelephoneNumbers } from '../src/dashboard/orders/order-reports.xml.ts'
import { orderChangeDocument, orderDocument, orderResponse } from '../src/dashboard/orders/orders.xml.ts'
import {
  activationStatus,
  lnpOrderDocument,
  lnpOrderResponse,
  lnpOrderSupp,
  lnpOrders,
} from '../src/dashboard/port-ins/port-ins.xml.ts'
import { rateCenterResponse } from '../src/dashboard/rate-centers/rate-centers.xml.ts'
import {
  applicationSettingsDocument,
  applicationSettingsResponse,
  mmsFeatureDocument,
  mmsFeatureResponse,
  mmsSettingsResponse,
  smsFeatureDocument,
  smsFeatureResponse,
} from '../src/dashboard/sip-peers/messaging.xml.ts'
import {
  moveNumbersDocument,
  moveNumbersResponse,
  sipPeerTelephoneNumberDocument,
  sipPeerTelephoneNumberResponse,
  sipPeerTelephoneNumbersResponse,
  telephoneNumbersCountResponse,
} from '../src/dashboard/sip-peers/numbers.xml.ts'
import {
  messagingSettingsDocument,
  messagingSettingsResponse,
  originationSettingsDocument,
  originationSettingsResponse,
  sipPeerProductResponse,
} from '../src/dashboard/sip-peers/products.xml.ts'
import { sipPeerDocument, sipPeerResponse, sipPeersResponse } from '../src/dashboard/sip-peers/sip-peers.xml.ts'
import {
  siteDocument,
  siteResponse,
  sitesResponse,
  siteTelephoneNumbersResponse,
} from '../src/dashboard/sites/sites.xml.ts'
import { subscriptionDocument, subscriptionsResponse } from '../src/dashboard/subscriptions/subscriptions.xml.ts'
import {
  tnOptionOrderDocument,
  tnOptionOrderResponse,
  tnOptionOrdersResponse,
} from '../src/dashboard/tn-options/tn-options.xml.ts'
import {
  numberReservation,
  reservationDocument,
  reservationResponse,
} from '../src/dashboard/tn-reservations/tn-reservations.xml.ts'
import {
  sipPeerOfNumber,
  siteOfNumber,
  telephoneNumberDetails,
  telephoneNumberList,
  telephoneNumberResponse,
  telephoneNumbersResponse,
} from '../src/dashboard/tns/tns.xml.ts'
import { usersResponse } from '../src/dashboard/users/users.ts'
import { readXmlBody } from '../src/xml/body.ts'
import { type Document, read, write } from '../src/xml/index.ts'
import { fixture } from './support/dashboard.ts'
import { canonicalXml } from './support/xml.ts'

/** The document behind each kind of fixture; errors are compared where the tests of a resource meet them. */
const documents: Readonly<Record<string, Document<unknown>>> = {
  'GetAccount.response': any(accountResponse),
  'ListAccountProducts.response': any(accountProductsResponse),
  'PatchApplication.request': any(applicationDocument),
  'PatchApplication.response': any(applicationResponse),
  'ListApplications.response': any(applicationsResponse),
  'CreateApplication.request': any(applicationDocument),
  'CreateApplication.response': any(applicationResponse),
  'GetApplication.response': any(applicationResponse),
  'UpdateApplication.request': any(applicationDocument),
  'UpdateApplication.response': any(applicationResponse),
  'ListApplicationSipPeers.response': any(associatedSipPeersResponse),
  'ListSites.response': any(sitesResponse),
  'CreateSite.request': any(siteDocument),
  'CreateSite.response': any(siteResponse),
  'GetSite.response': any(siteResponse),
  'UpdateSite.request': any(siteDocument),
  'UpdateSite.response': any(siteResponse),
  'CountSiteTelephoneNumbers.response': any(siteTelephoneNumbersResponse),
  'ListSiteInServiceNumbers.response': any(telephoneNumbers),
  'ListSipPeers.response': any(sipPeersResponse),
  'CreateSipPeer.request': any(sipPeerDocument),
  'GetSipPeer.response': any(sipPeerResponse),
  'UpdateSipPeer.request': any(sipPeerDocument),
  'UpdateSipPeer.response': any(sipPeerResponse),
  'ListSipPeerTelephoneNumbers.response': any(sipPeerTelephoneNumbersResponse),
  'GetSipPeerTelephoneNumber.response': any(sipPeerTelephoneNumberResponse),
  'UpdateSipPeerTelephoneNumber.request': any(sipPeerTelephoneNumberDocument),
  'UpdateSipPeerTelephoneNumber.response': any(sipPeerTelephoneNumberResponse),
  'MoveSipPeerTelephoneNumbers.request': any(moveNumbersDocument),
  'MoveSipPeerTelephoneNumbers.response': any(moveNumbersResponse),
  'CountSipPeerTelephoneNumbers.response': any(telephoneNumbersCountResponse),
  'ListSipPeerProducts.response': any(sipPeerProductResponse),
  'GetSipPeerMessagingSettings.response': any(messagingSettingsResponse),
  'UpdateSipPeerMessagingSettings.request': any(messagingSettingsDocument),
  'UpdateSipPeerMessagingSettings.response': any(messagingSettingsResponse),
  'GetSipPeerOriginationSettings.response': any(originationSettingsResponse),
  'CreateSipPeerOriginationSettings.request': any(originationSettingsDocument),
  'CreateSipPeerOriginationSettings.response': any(originationSettingsResponse),
  'UpdateSipPeerOriginationSettings.request': any(originationSettingsDocument),
  'GetSipPeerMmsSettings.response': any(mmsSettingsResponse),
  'CreateMoveTnsOrder.request': any(moveTnsOrderDocument),
  'CreateMoveTnsOrder.response': any(moveTnsOrderResponse),
  'GetMoveTnsOrder.response': any(moveTnsOrder),
  'ListMoveTnsOrders.response': any(moveTnsOrders),
  'GetMoveTnsOrderHistory.response': any(historyResponse),
  'GetSipPeerSmsFeature.response': any(smsFeatureResponse),
  'CreateSipPeerSmsFeature.request': any(smsFeatureDocument),
  'CreateSipPeerSmsFeature.response': any(smsFeatureResponse),
  'UpdateSipPeerSmsFeature.request': any(smsFeatureDocument),
  'UpdateSipPeerSmsFeature.response': any(smsFeatureResponse),
  'GetSipPeerMmsFeature.response': any(mmsFeatureResponse),
  'CreateSipPeerMmsFeature.request': any(mmsFeatureDocument),
  'CreateSipPeerMmsFeature.response': any(mmsFeatureResponse),
  'UpdateSipPeerMmsFeature.request': any(mmsFeatureDocument),
  'GetSipPeerApplicationSettings.response': any(applicationSettingsResponse),
  'UpdateSipPeerApplicationSettings.request': any(applicationSettingsDocument),
  'UpdateSipPeerApplicationSettings.response': any(applicationSettingsResponse),
  'SearchAvailableNumbers.response': any(searchResult),
  'ListAvailableNpaNxx.response': any(npaNxxResult),
  'ReserveTelephoneNumber.request': any(reservationDocument),
  'GetReservation.response': any(reservationResponse),
  'DeleteReservation.response': any(reservationResponse),
  'GetTelephoneNumberReservation.response': any(numberReservation),
  'ListCities.response': any(cityResponse),
  'ListRateCenters.response': any(rateCenterResponse),
  'ListCoveredRateCenters.response': any(coveredRateCentersDocument),
  'GetCoveredRateCenter.response': any(coveredRateCenterDocument),
  'GetTelephoneNumberRateCenter.response': any(numberPlace),
  'GetTelephoneNumberLata.response': any(numberPlace),
  'GetTelephoneNumberLca.response': any(numberCallingArea),
  'CheckPortability.request': any(portabilityRequest),
  'CheckPortability.response': any(portabilityResponse),
  'CreateOrder.request': any(orderDocument),
  'CreateOrder.response': any(orderResponse),
  'GetOrder.response': any(orderResponse),
  'ListOrders.response': any(ordersResponse),
  'CountOrders.response': any(ordersResponse),
  'UpdateOrder.request': any(orderChangeDocument),
  'UpdateOrder.response': any(orderResponse),
  'GetOrderHistory.response': any(historyResponse),
  'ListOrderTelephoneNumbers.response': any(orderTelephoneNumbers),
  'CountOrderAreaCodes.response': any(orderReports),
  'CountOrderNpaNxx.response': any(orderReports),
  'CountOrderTelephoneNumbers.response': any(orderReports),
  'ListSiteOrders.response': any(ordersResponse),
  'ListSiteOrderTelephoneNumbers.response': any(orderTelephoneNumbers),
  'CreateDisconnect.request': any(disconnectDocument),
  'CreateDisconnect.response': any(disconnectResponse),
  'GetDisconnect.response': any(disconnectResponse),
  'ListDisconnects.response': any(disconnectsResponse),
  'ListDisconnectedNumbers.response': any(telephoneNumbers),
  'CountDisconnectedNumbers.response': any(quantity),
  'CreateTnOptionOrder.request': any(tnOptionOrderDocument),
  'CreateTnOptionOrder.response': any(tnOptionOrderResponse),
  'GetTnOptionOrder.response': any(tnOptionOrderDocument),
  'ListTnOptionOrders.response': any(tnOptionOrdersResponse),
  'GetTnOptionOrderHistory.response': any(historyResponse),
  'ListTelephoneNumbers.response': any(telephoneNumbersResponse),
  'ListTelephoneNumbersByPost.request': any(telephoneNumberList),
  'ListTelephoneNumbersByPost.response': any(telephoneNumbersResponse),
  'GetTelephoneNumber.response': any(telephoneNumberResponse),
  'GetTelephoneNumberDetails.response': any(telephoneNumberDetails),
  'GetTelephoneNumberSite.response': any(siteOfNumber),
  'GetTelephoneNumberSipPeer.response': any(sipPeerOfNumber),
  'CheckImportTns.request': any(importTnCheckerDocument),
  'CheckImportTns.response': any(importTnCheckerResponse),
  'CreateImportTnOrder.request': any(importTnOrderDocument),
  'CreateImportTnOrder.response': any(importTnOrderResponse),
  'GetImportTnOrder.response': any(importTnOrder),
  'ListImportTnOrders.response': any(importTnOrders),
  'CreateRemoveImportedTnOrder.request': any(removeImportedTnOrderDocument),
  'CreateRemoveImportedTnOrder.response': any(removeImportedTnOrderResponse),
  'GetRemoveImportedTnOrder.response': any(removeImportedTnOrder),
  'ListRemoveImportedTnOrders.response': any(removeImportedTnOrders),
  'CreateLidbOrder.request': any(lidbOrderDocument),
  'CreateLidbOrder.response': any(lidbOrderResponse),
  'GetLidbOrder.response': any(lidbOrder),
  'CreateDldaOrder.request': any(dldaOrderDocument),
  'CreateDldaOrder.response': any(dldaOrderResponse),
  'GetDldaOrder.response': any(dldaOrderResponse),
  'CreatePortIn.request': any(lnpOrderDocument),
  'CreatePortIn.response': any(lnpOrderResponse),
  'UpdatePortIn.request': any(lnpOrderSupp),
  'UpdatePortIn.response': any(lnpOrderResponse),
  'GetPortIn.response': any(lnpOrderResponse),
  'ListPortIns.response': any(lnpOrders),
  'CountPortIns.response': any(lnpOrders),
  'GetPortInActivationStatus.response': any(activationStatus),
  'ListPortInTelephoneNumbers.response': any(orderTelephoneNumbers),
  'CountPortInAreaCodes.response': any(orderReports),
  'CountPortInNpaNxx.response': any(orderReports),
  'CountPortInTelephoneNumbers.response': any(orderReports),
  'ListPortOuts.response': any(lnpOrders),
  'CreateLsrOrder.request': any(lsrOrderDocument),
  'GetLsrOrder.response': any(lsrOrder),
  'ListLsrOrders.response': any(lsrOrders),
  'CreateCsr.request': any(csrDocument),
  'CreateCsr.response': any(csrResponse),
  'GetCsr.response': any(csrResponse),
  'CreateLineOptionOrder.request': any(lineOptionOrderDocument),
  'CreateLineOptionOrder.response': any(lineOptionOrderResponse),
  'ListUsers.response': any(usersResponse),
  'CreateSubscription.request': any(subscriptionDocument),
  'UpdateSubscription.request': any(subscriptionDocument),
  'ListSubscriptions.response': any(subscriptionsResponse),
  'GetSubscription.response': any(subscriptionsResponse),
  'OrderNotification.callback': any(orderNotification),
  'ListInServiceNumbers.response': any(telephoneNumbers),
  'CountInServiceNumbers.response': any(quantity),
}

/** Two forms of one meaning: what is read from the first is written as the second. */
const writtenAs: Readonly<Record<string, string>> = {
  'UpdateSipPeerApplicationSettings.request.remove': 'UpdateSipPeerApplicationSettings.request.remove-element',
}

const names = readdirSync(new URL('../fixtures/wire/dashboard/', import.meta.url)).map((file) =>
  file.replace(/\.xml$/, ''),
)

describe('the wire documents of the Dashboard API', () => {
  const roundTrips = names.filter((name) => name.split('.')[1] !== 'error')

  it.each(roundTrips)('reads %s and writes it back as it was', async (name) => {
    const [operation, kind] = name.split('.')
    const document = documents[`${operation}.${kind}`]
    if (!document) throw new Error(`test/wire.test.ts names no document for ${name}`)
    const written = write(document, read(document, await parsed(fixture(name))))
    const expected = fixture(writtenAs[name] ?? name)
    if (kind === 'request') expect(asRequest(written)).toEqual(asRequest(expected))
    else expect(canonicalXml(written)).toBe(canonicalXml(expected))
  })

  it('has an example for every document', () => {
    const kinds = new Set(roundTrips.map((name) => name.split('.').slice(0, 2).join('.')))
    expect([...kinds].sort()).toEqual(Object.keys(documents).sort())
  })
})

/** In a request neither the case of names nor the order of elements matters to the vendor, and so not to us. */
const asRequest = (xml: string) =>
  create(xml.replace(/<\/?\w+/g, (name) => name.toLowerCase())).end({ format: 'object' })

/** As the server reads it from a socket. */
async function parsed(xml: string) {
  const headers = { 'content-type': 'application/xml', 'content-length': String(Buffer.byteLength(xml)) }
  const request = Object.assign(Readable.from([Buffer.from(xml)]), { headers, method: 'POST' })
  const body = await readXmlBody(request as unknown as IncomingMessage, {} as ServerResponse, {
    bytes: 10 ** 6,
    depth: 20,
  })
  if (!body.parsed) throw new Error(`cannot be read: ${body.problem}`)
  return body.parsed
}

/** A table of documents of all kinds. */
function any<T>(document: Document<T>): Document<unknown> {
  return document as unknown as Document<unknown>
}
