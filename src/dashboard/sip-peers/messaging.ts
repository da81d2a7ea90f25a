import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import {
  assignApplication,
  disableMms,
  disableSms,
  enableMms,
  enableSms,
  getSipPeer,
  type SipPeer,
  unassignApplication,
} from '../../domain/sip-peer.ts'
import { getSite } from '../../domain/site.ts'
import { Added, Bare, endpoint } from '../endpoint.ts'
import {
  applicationSettingsDocument,
  applicationSettingsResponse,
  mmsFeatureDocument,
  mmsFeatureResponse,
  mmsSettingsResponse,
  readMmsFeature,
  readSmsFeature,
  smsFeatureDocument,
  smsFeatureResponse,
  wireMmsFeature,
  wireSmsFeature,
} from './messaging.xml.ts'

const smsPath = '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId/products/messaging/features/sms'
const mmsPath = '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId/products/messaging/features/mms'
const applicationPath = '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId/products/messaging/applicationSettings'

interface Asked {
  readonly params: { readonly accountId: string; readonly siteId: string; readonly sipPeerId: string }
  readonly userAgent: string
}

const sipPeerIn = (emulator: Emulator, { params: { accountId, siteId, sipPeerId } }: Asked) =>
  getSipPeer(emulator, getSite(emulator, accountId, siteId), sipPeerId)

function smsOf({ sms }: SipPeer) {
  if (!sms) throw new Fault('SmsNotEnabled')
  return { feature: wireSmsFeature(sms) }
}

function mmsOf({ mms }: SipPeer) {
  if (!mms) throw new Fault('MmsNotEnabled')
  return { feature: wireMmsFeature(mms) }
}

/** @bandwidth/numbers reads an element that no document of the vendor's has, and hangs without it. */
function assignmentOf({ messagingApplicationId }: SipPeer, { userAgent }: Asked) {
  const settings = { messagingApplicationId }
  return { settings, ...(userAgent.startsWith('node-numbers') && { settingsForNodeNumbers: settings }) }
}

export const messaging = [
  endpoint({
    name: 'GetSipPeerSmsFeature',
    method: 'get',
    path: smsPath,
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2018; the 404 with 13678 is assumed',
    answers: smsFeatureResponse,
    handle: (emulator, request) => smsOf(sipPeerIn(emulator, request)),
  }),

  endpoint({
    name: 'CreateSipPeerSmsFeature',
    method: 'post',
    path: smsPath,
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2018; error catalogue 2023; a second one counts as an update, which is assumed',
    differs:
      'campaigns and message classes are not looked up, so 13637 to 13642 never come; nothing speaks SMPP or MM4',
    accepts: smsFeatureDocument,
    answers: smsFeatureResponse,
    handle: (emulator, request) =>
      new Added(smsOf(enableSms(emulator, sipPeerIn(emulator, request), readSmsFeature(request.body)))),
  }),

  endpoint({
    name: 'UpdateSipPeerSmsFeature',
    method: 'put',
    path: smsPath,
    evidence: 'documented',
    source: 'numbers specification 2023; the 404 with 13678 is assumed',
    accepts: smsFeatureDocument,
    answers: smsFeatureResponse,
    handle(emulator, request) {
      const sipPeer = sipPeerIn(emulator, request)
      smsOf(sipPeer)
      return smsOf(enableSms(emulator, sipPeer, readSmsFeature(request.body)))
    },
  }),

  endpoint({
    name: 'DeleteSipPeerSmsFeature',
    method: 'delete',
    path: smsPath,
    evidence: 'documented',
    source: 'numbers specification 2023; error catalogue 2023',
    failsIn: smsFeatureResponse.root,
    handle(emulator, request) {
      const sipPeer = sipPeerIn(emulator, request)
      if (!sipPeer.sms) return new Bare(404)
      disableSms(emulator, sipPeer)
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'GetSipPeerMmsFeature',
    method: 'get',
    path: mmsPath,
    evidence: 'documented',
    source: 'numbers specification 2023; the 404 is assumed',
    answers: mmsFeatureResponse,
    handle: (emulator, request) => mmsOf(sipPeerIn(emulator, request)),
  }),

  endpoint({
    name: 'CreateSipPeerMmsFeature',
    method: 'post',
    path: mmsPath,
    evidence: 'documented',
    source: 'set-up guides 2018 and 2023 (which differ in upper and lower case)',
    accepts: mmsFeatureDocument,
    answers: mmsFeatureResponse,
    handle: (emulator, request) =>
      new Added(mmsOf(enableMms(emulator, sipPeerIn(emulator, request), readMmsFeature(request.body)))),
  }),

  endpoint({
    name: 'UpdateSipPeerMmsFeature',
    method: 'put',
    path: mmsPath,
    evidence: 'documented',
    source: 'numbers specification 2023: no body; the 404 is assumed',
    accepts: mmsFeatureDocument,
    failsIn: mmsFeatureResponse.root,
    handle(emulator, request) {
      const sipPeer = sipPeerIn(emulator, request)
      mmsOf(sipPeer)
      enableMms(emulator, sipPeer, readMmsFeature(request.body))
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'DeleteSipPeerMmsFeature',
    method: 'delete',
    path: mmsPath,
    evidence: 'documented',
    source: 'numbers specification 2023',
    failsIn: mmsFeatureResponse.root,
    handle(emulator, request) {
      const sipPeer = sipPeerIn(emulator, request)
      if (!sipPeer.mms) return new Bare(404)
      disableMms(emulator, sipPeer)
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'GetSipPeerMmsSettings',
    method: 'get',
    path: `${mmsPath}/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; the 404 is assumed',
    answers: mmsSettingsResponse,
    handle(emulator, request) {
      const { mms } = sipPeerIn(emulator, request)
      if (!mms) throw new Fault('MmsNotEnabled')
      return { settings: { protocol: mms.protocol } }
    },
  }),

  endpoint({
    name: 'GetSipPeerApplicationSettings',
    method: 'get',
    path: applicationPath,
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2018 and 2023; the answer when none is assigned is assumed',
    differs: 'to @bandwidth/numbers the element that it reads is answered as well',
    answers: applicationSettingsResponse,
    handle: (emulator, request) => assignmentOf(sipPeerIn(emulator, request), request),
  }),

  endpoint({
    name: 'UpdateSipPeerApplicationSettings',
    method: 'put',
    path: applicationPath,
    hot: true,
    evidence: 'documented',
    source: 'set-up guides 2018 and 2023; the answer to REMOVE is assumed',
    accepts: applicationSettingsDocument,
    answers: applicationSettingsResponse,
    handle(emulator, request) {
      const sipPeer = sipPeerIn(emulator, request)
      const { messagingApplicationId: id } = request.body
      if (!id) throw new Fault('MessagingApplicationInvalid')
      const changed =
        id.toUpperCase() === 'REMOVE'
          ? unassignApplication(emulator, sipPeer)
          : assignApplication(emulator, sipPeer, id)
      return assignmentOf(changed, request)
    },
  }),
]
