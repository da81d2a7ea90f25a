import {
  changeApplication,
  createApplication,
  deleteApplication,
  getApplication,
  replaceApplication,
  sipPeersOf,
} from '../../domain/application.ts'
import { surprisesOfApplication } from '../../domain/production.ts'
import { getSite } from '../../domain/site.ts'
import { Bare, Created, endpoint } from '../endpoint.ts'
import {
  applicationDocument,
  applicationResponse,
  applicationsResponse,
  associatedSipPeersResponse,
  wireApplication,
} from './applications.xml.ts'

export const applications = [
  endpoint({
    name: 'ListApplications',
    method: 'get',
    path: '/accounts/:accountId/applications',
    hot: true,
    evidence: 'documented',
    source: 'application guides 2018 and 2023',
    answers: applicationsResponse,
    handle: ({ store }, { account }) => ({
      list: { applications: store.applications.all(account.id).map(wireApplication) },
    }),
  }),

  endpoint({
    name: 'CreateApplication',
    method: 'post',
    path: '/accounts/:accountId/applications',
    hot: true,
    evidence: 'documented',
    source: 'the founding document; application guides 2018 to 2023',
    accepts: applicationDocument,
    answers: applicationResponse,
    handle(emulator, { account, body, warn }) {
      const application = createApplication(emulator, account.id, body)
      warn(surprisesOfApplication(application))
      const location = `/accounts/${account.id}/applications/${application.id}`
      return new Created(location, { application: wireApplication(application) })
    },
  }),

  endpoint({
    name: 'GetApplication',
    method: 'get',
    path: '/accounts/:accountId/applications/:applicationId',
    hot: true,
    evidence: 'documented',
    source: 'application guides 2018; 404 and 13629 by analogy with associatedsippeers',
    answers: applicationResponse,
    handle: (emulator, { account, params }) => ({
      application: wireApplication(getApplication(emulator, account.id, params.applicationId)),
    }),
  }),

  endpoint({
    name: 'UpdateApplication',
    method: 'put',
    path: '/accounts/:accountId/applications/:applicationId',
    evidence: 'documented',
    source: 'application guides 2018',
    differs:
      'what an answer told may come back as it was, as @bandwidth/numbers saves it: equal URLs of several families are taken, and a user without a password keeps the stored one',
    accepts: applicationDocument,
    answers: applicationResponse,
    handle(emulator, { account, params, body, warn }) {
      const current = getApplication(emulator, account.id, params.applicationId)
      const application = replaceApplication(emulator, current, body)
      warn(surprisesOfApplication(application))
      return { application: wireApplication(application) }
    },
  }),

  endpoint({
    name: 'PatchApplication',
    method: 'patch',
    path: '/accounts/:accountId/applications/:applicationId',
    evidence: 'documented',
    source: 'application guides 2018; numbers specification 2023; that empty elements change nothing is assumed',
    differs: 'to an application of the CallbackUrl family 12976 never comes',
    accepts: applicationDocument,
    answers: applicationResponse,
    handle(emulator, { account, params, body, warn }) {
      const current = getApplication(emulator, account.id, params.applicationId)
      const application = changeApplication(emulator, current, body)
      warn(surprisesOfApplication(application))
      return { application: wireApplication(application) }
    },
  }),

  endpoint({
    name: 'DeleteApplication',
    method: 'delete',
    path: '/accounts/:accountId/applications/:applicationId',
    evidence: 'documented',
    source: 'application guides 2018; error catalogue 2023; the status of 12107 and all of 13653 is assumed',
    failsIn: applicationResponse.root,
    handle(emulator, { account, params }) {
      deleteApplication(emulator, getApplication(emulator, account.id, params.applicationId))
      return new Bare(200)
    },
  }),

  endpoint({
    name: 'ListApplicationSipPeers',
    method: 'get',
    path: '/accounts/:accountId/applications/:applicationId/associatedsippeers',
    evidence: 'documented',
    source: 'application guides 2018 and 2023',
    answers: associatedSipPeersResponse,
    handle(emulator, { account, params }) {
      const application = getApplication(emulator, account.id, params.applicationId)
      const sipPeer = sipPeersOf(emulator, application).map((peer) => ({
        siteId: peer.siteId,
        siteName: getSite(emulator, account.id, peer.siteId).name,
        peerId: peer.id,
        peerName: peer.name,
      }))
      return { sipPeers: { sipPeer } }
    },
  }),
]
