import { endpoint } from '../endpoint.ts'
import { accountProductsResponse, accountResponse } from './accounts.xml.ts'

/** What an account has beside its id is invented: the emulator has no customers. */
const invented = {
  accountType: 'Business',
  customerSegment: 'Trial',
  tiers: { tier: ['0'] },
  address: {
    houseNumber: '900',
    streetName: 'Emulator',
    streetSuffix: 'Way',
    city: 'Raleigh',
    stateCode: 'NC',
    zip: '27606',
    country: 'United States',
    addressType: 'Service',
  },
  contact: { firstName: 'Test', lastName: 'Account', phone: '9195550100', email: 'test@example.com' },
}

/** What the emulator plays, by the vendor's names; every account has it. */
const products = [
  { name: 'Origination', features: { feature: ['OrigHttpVoice', 'CNAM', 'CallForwarding'] } },
  { name: 'Termination', features: { feature: ['TermHttpVoice'] } },
  { name: 'Messaging', features: { feature: ['SMS', 'MMS', 'HTTPV2', 'TollFree', 'ShortCode', 'A2pLongCode'] } },
]

export const accounts = [
  endpoint({
    name: 'GetAccount',
    method: 'get',
    path: '/accounts/:accountId',
    hot: true,
    evidence: 'documented',
    source: 'Dashboard reference 2021; SDK fixtures',
    differs: 'all but the ids and the name is invented',
    answers: accountResponse,
    handle: (_, { account: { id, messagingUserId, companyName } }) => ({
      account: { ...invented, accountId: id, messagingUserId, companyName, globalAccountNumber: `global-${id}` },
    }),
  }),

  endpoint({
    name: 'ListAccountProducts',
    method: 'get',
    path: '/accounts/:accountId/products',
    evidence: 'observed',
    source: 'SDK fixtures; the names of features are in the error catalogue 2023',
    differs: 'every account has the same products',
    answers: accountProductsResponse,
    handle: () => ({ products: { product: products } }),
  }),
]
