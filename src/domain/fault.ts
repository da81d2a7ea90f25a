/** What can be wrong, by name. Each API has one table that words the ones it can meet. */
export type FaultName =
  // asking at all
  | 'NoCredentials'
  | 'WrongCredentials'
  | 'AccessDenied'
  | 'AccountNotFound'
  | 'PathNotFound'
  | 'MethodNotAllowed'
  | 'NotEmulated'
  | 'UnsupportedContentType'
  | 'BodyTooLarge'
  | 'BodyUnreadable'
  | 'Internal'
  // applications
  | 'ApplicationNotFound'
  | 'ApplicationNameRequired'
  | 'ApplicationInUse'
  | 'ServiceTypeInvalid'
  | 'ServiceTypeFixed'
  | 'ServiceTypeNotAllowed'
  | 'FieldNotAllowedForServiceType'
  | 'InboundCallbackUrlRequired'
  | 'CallbackUrlInvalid'
  | 'CallbackUrlsDiffer'
  | 'CallbackUrlFamiliesMixed'
  | 'CallbackCredentialFamiliesMixed'
  | 'UserIdWithoutPassword'
  | 'PasswordWithoutUserId'
  | 'CredentialsNeedHttps'
  | 'CallbackMethodInvalid'
  | 'CallStatusUrlRequired'
  // sites
  | 'SiteNotFound'
  | 'SiteNameRequired'
  | 'SiteNameTooLong'
  | 'SiteDescriptionTooLong'
  | 'SiteInUse'
  | 'AddressRequired'
  | 'HouseNumberRequired'
  | 'StreetNameRequired'
  | 'CityRequired'
  | 'StateCodeRequired'
  | 'StateCodeInvalid'
  | 'ZipRequired'
  | 'ZipTooLong'
  // sippeers
  | 'SipPeerNotFound'
  | 'SipPeerToDeleteNotFound'
  | 'SipPeerNameRequired'
  | 'SipPeerNameTooLong'
  | 'SipPeerNameTaken'
  | 'SipPeerDescriptionTooLong'
  | 'DefaultSipPeerRequired'
  | 'CallingNameDisplayMissing'
  | 'CallingNameEnforcedMissing'
  | 'SipPeerHasTelephoneNumbers'
  | 'SipPeerIsDefault'
  | 'SipPeerHasMms'
  | 'SipPeerHasSms'
  | 'SmsNotEnabled'
  | 'SmsProtocolInvalid'
  | 'SmsNeededByMms'
  | 'SmsNeededByTelephoneNumbers'
  | 'MmsNeedsSms'
  | 'MmsNotEnabled'
  | 'MessagingApplicationInvalid'
  | 'MessagingNeedsHttp'
  // search
  | 'SearchCriteriaMissing'
  | 'SearchCriteriaCombination'
  | 'AreaCodeInvalid'
  | 'NpaNxxInvalid'
  | 'RateCenterNeedsState'
  | 'CityNeedsState'
  | 'StateInvalid'
  | 'ZipInvalid'
  | 'LataInvalid'
  | 'TollFreePatternInvalid'
  | 'QuantityOutOfBounds'
  // orders
  | 'OrderNotFound'
  | 'OrderSiteRequired'
  | 'OrderSiteInvalid'
  | 'OrderSipPeerInvalid'
  | 'OrderNeedsDefaultSipPeer'
  | 'OrderTypeInvalid'
  | 'OrderQuantityInvalid'
  | 'OrderQuantityTooLarge'
  | 'AreaCodeAndQuantityRequired'
  | 'PartialAllowedInvalid'
  | 'CustomerOrderIdInvalid'
  | 'TelephoneNumberInvalid'
  | 'TelephoneNumbersRepeated'
  | 'TelephoneNumberUnavailable'
  | 'TelephoneNumbersPartlyAvailable'
  | 'TelephoneNumbersAllUnavailable'
  | 'TooManyTelephoneNumbers'
  // notes
  | 'NoteNotFound'
  | 'NoteUserRequired'
  | 'NoteUserNotLogin'
  | 'NoteDescriptionTooLong'
  // paging
  | 'PageInvalid'
  // messages
  | 'MessageInvalid'
  // control
  | 'QueryInvalid'
  | 'RecordNotFound'
  | 'TelephoneNumberNotInService'
  | 'ClockNotVirtual'
  | 'ResetMeanwhile'
  | 'HostNotAllowed'
  | 'OriginNotAllowed'
  | 'TokenRequired'

export type FaultDetails = Readonly<Record<string, unknown>>

/** The one error of the domain: what is the case, without a status or a code. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly fault: FaultName
  readonly details: FaultDetails

  constructor(fault: FaultName, details: FaultDetails = {}) {
    super(`${fault} ${JSON.stringify(details)}`)
    this.fault = fault
    this.details = details
  }
}

/** Fills `{name}` in a text with the fault's details. */
export function worded(text: string, details: FaultDetails): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''))
}
