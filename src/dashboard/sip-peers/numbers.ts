import type { Emulator } from '../../domain/emulator.ts'
import { getSipPeer } from '../../domain/sip-peer.ts'
import { getNumberOn, moveNumbers, numbersOn, setNumberOptions } from '../../domain/sip-peer-numbers.ts'
import { getSite } from '../../domain/site.ts'
import { Bare, endpoint } from '../endpoint.ts'
import { pageOf } from '../paging.ts'
import {
  moveNumbersDocument,
  moveNumbersResponse,
  readNumberSettings,
  sipPeerTelephoneNumberDocument,
  sipPeerTelephoneNumberResponse,
  sipPeerTelephoneNumbersResponse,
  telephoneNumbersCountResponse,
  wireNumber,
} from './numbers.xml.ts'

/** The vendor's own default for a page of a location's numbers. */
const numbersPerPage = 5_000

const sipPeerPath = '/accounts/:accountId/sites/:siteId/sippeers/:sipPeerId'

interface Asked {
  readonly account: { readonly id: string }
  readonly params: { readonly siteId: string; readonly sipPeerId: string }
}

const sipPeerIn = (emulator: Emulator, { account, params }: Asked) =>
  getSipPeer(emulator, getSite(emulator, account.id, params.siteId), params.sipPeerId)

export const sipPeerNumbers = [
  endpoint({
    name: 'ListSipPeerTelephoneNumbers',
    method: 'get',
    path: `${sipPeerPath}/tns` as const,
    evidence: 'observed',
    source: 'SDK fixtures 2014 to 2015; numbers specification 2023',
    answers: sipPeerTelephoneNumbersResponse,
    handle(emulator, request) {
      const numbers = numbersOn(emulator, sipPeerIn(emulator, request))
      const { items } = pageOf(numbers, ({ id }) => id.slice(2), request, '', numbersPerPage)
      const bare = request.query.get('includeAttributes')?.toLowerCase() === 'false'
      return { numbers: { number: items.map((number) => (bare ? { number: number.id } : wireNumber(number))) } }
    },
  }),

  endpoint({
    name: 'GetSipPeerTelephoneNumber',
    method: 'get',
    path: `${sipPeerPath}/tns/:telephoneNumber` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures; the status of 13536 by analogy with PUT',
    answers: sipPeerTelephoneNumberResponse,
    handle: (emulator, request) => ({
      number: wireNumber(getNumberOn(emulator, sipPeerIn(emulator, request), request.params.telephoneNumber)),
    }),
  }),

  endpoint({
    name: 'UpdateSipPeerTelephoneNumber',
    method: 'put',
    path: `${sipPeerPath}/tns/:telephoneNumber` as const,
    evidence: 'documented',
    source:
      'numbers specification 2023; error catalogue 2023; that what is left out stays, and an empty element takes away, is assumed',
    differs: 'the change is there at once, so the 409 never comes; every account has the features that 13576 asks for',
    accepts: sipPeerTelephoneNumberDocument,
    answers: sipPeerTelephoneNumberResponse,
    handle(emulator, request) {
      const number = getNumberOn(emulator, sipPeerIn(emulator, request), request.params.telephoneNumber)
      const settings = readNumberSettings(request.body)
      setNumberOptions(emulator, number, settings)
      if (!settings.smsEnabled || !number.options?.smsEnabled) return new Bare(200)
      const description = 'SMS is already Enabled or number is in processing.'
      return { number: { warnings: { warning: [{ number: number.id, description }] } } }
    },
  }),

  endpoint({
    name: 'MoveSipPeerTelephoneNumbers',
    method: 'post',
    path: `${sipPeerPath}/movetns` as const,
    evidence: 'documented',
    source:
      'numbers specification 2023; error catalogue 2023; that one wrong number keeps all, and the code for more than 5000, are assumed',
    differs: 'every number is for calls and messages, so 13676 never comes',
    accepts: moveNumbersDocument,
    answers: moveNumbersResponse,
    handle(emulator, request) {
      const { numbers } = request.body
      moveNumbers(emulator, sipPeerIn(emulator, request), numbers)
      return { moved: { numbers } }
    },
  }),

  endpoint({
    name: 'CountSipPeerTelephoneNumbers',
    method: 'get',
    path: `${sipPeerPath}/totaltns` as const,
    evidence: 'observed',
    source: 'captured answers in the SDKs 2015, whose container is in the plural; numbers specification 2023',
    differs: 'no number has LIDB',
    answers: telephoneNumbersCountResponse,
    handle(emulator, request) {
      const numbers = numbersOn(emulator, sipPeerIn(emulator, request))
      const features = request.query.get('feature')?.toUpperCase().split(',') ?? []
      const named = numbers.filter(({ options }) => options?.callingNameDisplay === 'true')
      return {
        counts: {
          count: numbers.length,
          ...(features.includes('CNAM') && { callingNameCount: named.length }),
          ...(features.includes('LIDB') && { lidbCount: 0 }),
        },
      }
    },
  }),
]
