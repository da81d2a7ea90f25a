import { boolean, document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { type FailureStyle, wordedFault, written } from '../failures.ts'
import { tenDigits } from '../shared.xml.ts'

const tnList = one('TnList', element({ number: many('Tn', tenDigits) }))

export const portabilityRequest = document('NumberPortabilityRequest', element({ list: tnList }))

const rateCenterGroups = element({
  group: many(
    'RateCenterGroup',
    element({
      rateCenter: maybe('RateCenter', text),
      city: maybe('City', text),
      state: maybe('State', text),
      lata: maybe('LATA', text),
      tiers: maybe('Tiers', element({ tier: many('Tier', text) })),
      list: tnList,
    }),
  ),
})
const losingCarriers = element({
  carrier: many(
    'LosingCarrierTnList',
    element({
      spid: one('LosingCarrierSPID', text),
      name: one('LosingCarrierName', text),
      isWireless: one('LosingCarrierIsWireless', boolean),
      accountNumberRequired: one('LosingCarrierAccountNumberRequired', boolean),
      minimumPortingInterval: one('LosingCarrierMinimumPortingInterval', integer),
      list: tnList,
    }),
  ),
})

export const portabilityResponse = document(
  'NumberPortabilityResponse',
  element({
    portType: one('PortType', text),
    supported: one('SupportedRateCenters', rateCenterGroups),
    unsupported: one('UnsupportedRateCenters', rateCenterGroups),
    partnerSupported: maybe('PartnerSupportedRateCenters', rateCenterGroups),
    supportedCarriers: maybe('SupportedLosingCarriers', losingCarriers),
    unsupportedCarriers: maybe('UnsupportedLosingCarriers', losingCarriers),
  }),
)

const errors = element({
  error: many('Errors', element({ code: maybe('Code', integer), description: maybe('Description', text) })),
})

/** An `Errors` for each number that cannot be checked. */
export const portabilityRefused: FailureStyle = (fault, { root }) => {
  const { invalid = [], inService = [] } = fault.details as { invalid?: string[]; inService?: string[] }
  const told = [
    ...invalid.map((number) => ({ code: 7201, description: `${number} is not a valid NANP telephone number.` })),
    ...inService.map(() => ({ code: 7206, description: 'Telephone number is already in service' })),
  ]
  return written(document(root, errors), { error: told.length > 0 ? told : [wordedFault(fault)] })
}
