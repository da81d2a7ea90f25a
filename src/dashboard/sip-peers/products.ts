import type { Emulator } from '../../domain/emulator.ts'
import { getSipPeer, productsOf, setBreakOutCountries, setVoice } from '../../domain/sip-peer.ts'
import { getSite } from '../../domain/site.ts'
import { Added, Bare, endpoint } from '../endpoint.ts'
import {
  messagingSettingsDocument,
  messagingSettingsResponse,
  originationSettingsDocument,
  originationSettingsResponse,
  readVoice,
  sipPeerProductResponse,
  wireVoice,
} from './products.xml.ts'

const path = '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId/products'

interface Asked {
  readonly account: { readonly id: string }
  readonly params: { readonly siteId: string; readonly sipPeerId: string }
}

const sipPeerIn = (emulator: Emulator, { account, params }: Asked) =>
  getSipPeer(emulator, getSite(emulator, account.id, params.siteId), params.sipPeerId)

const wireCountries = (country: readonly string[] = []) => ({ settings: { breakOutCountries: { country } } })

export const sipPeerProducts = [
  endpoint({
    name: 'ListSipPeerProducts',
    method: 'get',
    path,
    evidence: 'documented',
    source: 'numbers specification 2023; what gives a location which product is assumed',
    answers: sipPeerProductResponse,
    handle: (emulator, request) => ({
      products: { product: productsOf(sipPeerIn(emulator, request)).map((name) => ({ name })) },
    }),
  }),

  endpoint({
    name: 'GetSipPeerMessagingSettings',
    method: 'get',
    path: `${path}/messaging/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures; the empty container is assumed',
    answers: messagingSettingsResponse,
    handle: (emulator, request) => wireCountries(sipPeerIn(emulator, request).breakOutCountries),
  }),

  endpoint({
    name: 'UpdateSipPeerMessagingSettings',
    method: 'put',
    path: `${path}/messaging/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; error catalogue 2023',
    differs: 'every code of three capital letters is approved',
    accepts: messagingSettingsDocument,
    answers: messagingSettingsResponse,
    handle(emulator, request) {
      const countries = request.body.breakOutCountries?.country ?? []
      return wireCountries(setBreakOutCountries(emulator, sipPeerIn(emulator, request), countries).breakOutCountries)
    },
  }),

  endpoint({
    name: 'GetSipPeerOriginationSettings',
    method: 'get',
    path: `${path}/origination/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023',
    answers: originationSettingsResponse,
    handle: (emulator, request) => ({ settings: wireVoice(sipPeerIn(emulator, request).voice) }),
  }),

  endpoint({
    name: 'CreateSipPeerOriginationSettings',
    method: 'post',
    path: `${path}/origination/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; error catalogue 2023; a second one counts as an update, which is assumed',
    differs: 'no calls come',
    accepts: originationSettingsDocument,
    answers: originationSettingsResponse,
    handle(emulator, request) {
      const { voice } = setVoice(emulator, sipPeerIn(emulator, request), readVoice(request.body))
      return new Added({ settings: wireVoice(voice) })
    },
  }),

  endpoint({
    name: 'UpdateSipPeerOriginationSettings',
    method: 'put',
    path: `${path}/origination/settings` as const,
    evidence: 'documented',
    source: 'numbers specification 2023: no body; error catalogue 2023',
    differs: 'no calls come',
    accepts: originationSettingsDocument,
    failsIn: originationSettingsResponse.root,
    handle(emulator, request) {
      setVoice(emulator, sipPeerIn(emulator, request), readVoice(request.body))
      return new Bare(200)
    },
  }),
]
