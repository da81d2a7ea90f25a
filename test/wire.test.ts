import { readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { accountResponse } from '../src/dashboard/accounts/accounts.xml.ts'
import {
  applicationDocument,
  applicationResponse,
  applicationsResponse,
  associatedSipPeersResponse,
} from '../src/dashboard/applications/applications.xml.ts'
import { searchResult } from '../src/dashboard/available-numbers/available-numbers.xml.ts'
import { quantity, telephoneNumbers } from '../src/dashboard/in-service-numbers/in-service-numbers.xml.ts'
import { orderDocument, orderResponse } from '../src/dashboard/orders/orders.xml.ts'
import {
  applicationSettingsDocument,
  applicationSettingsResponse,
  mmsFeatureDocument,
  mmsFeatureResponse,
  smsFeatureDocument,
  smsFeatureResponse,
} from '../src/dashboard/sip-peers/messaging.xml.ts'
import {
  sipPeerDocument,
  sipPeerResponse,
  sipPeersResponse,
  sipPeerTelephoneNumbersResponse,
} from '../src/dashboard/sip-peers/sip-peers.xml.ts'
import { siteDocument, siteResponse, sitesResponse } from '../src/dashboard/sites/sites.xml.ts'
import { readXmlBody } from '../src/xml/body.ts'
import { type Document, read, xmlWriter } from '../src/xml/index.ts'
import { fixture } from './support/dashboard.ts'
import { canonicalXml } from './support/xml.ts'

/** The document behind each kind of fixture; errors are compared where the tests of a resource meet them. */
const documents: Readonly<Record<string, Document<unknown>>> = {
  'GetAccount.response': any(accountResponse),
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
  'ListSipPeers.response': any(sipPeersResponse),
  'CreateSipPeer.request': any(sipPeerDocument),
  'GetSipPeer.response': any(sipPeerResponse),
  'UpdateSipPeer.request': any(sipPeerDocument),
  'UpdateSipPeer.response': any(sipPeerResponse),
  'ListSipPeerTelephoneNumbers.response': any(sipPeerTelephoneNumbersResponse),
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
  'CreateOrder.request': any(orderDocument),
  'CreateOrder.response': any(orderResponse),
  'GetOrder.response': any(orderResponse),
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
    const write = await xmlWriter()
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
  const body = await readXmlBody(request as unknown as IncomingMessage, {} as ServerResponse)
  if (!body.parsed) throw new Error(`cannot be read: ${body.problem}`)
  return body.parsed
}

/** A table of documents of all kinds. */
function any<T>(document: Document<T>): Document<unknown> {
  return document as unknown as Document<unknown>
}
