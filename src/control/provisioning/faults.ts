import type { FaultName } from '../../domain/fault.ts'

/** The faults of what is provisioned, worded as the others of the control API. */
export const provisioningFaults: Readonly<
  Partial<Record<FaultName, { readonly status: number; readonly title: string }>>
> = {
  AccountNotFound: { status: 404, title: '{problem}' },
  // applications
  ApplicationIdInvalid: { status: 400, title: "'{applicationId}' is no id of an application: those are UUIDs" },
  CredentialTooShort: {
    status: 400,
    title: 'With --strict, the {field} of callback credentials has {min} characters at least',
  },
  CredentialTooLong: {
    status: 400,
    title: 'With --strict, the {field} of callback credentials has {max} characters at most',
  },
  ServiceTypeNotAllowed: {
    status: 409,
    title: 'That is an application for {serviceType}; name one for messages, or create it',
  },
  MessagingNeedsHttp: {
    status: 409,
    title: 'The location has neither SMS nor MMS over HTTP; enable SMS there before an application is assigned',
  },
  // sites
  SiteNotFound: { status: 409, title: 'There is no sub-account {siteId} on the account; create it, or name another' },
  SiteNameTooLong: { status: 400, title: "'name' has 50 characters at most" },
  SiteDescriptionTooLong: { status: 400, title: "'description' has 250 characters at most" },
  StateCodeInvalid: { status: 400, title: "'address.stateCode' has two letters, such as NC, not '{stateCode}'" },
  ZipTooLong: { status: 400, title: "'address.zip' has 5 digits, not '{zip}'; what follows them is 'plusFour'" },
  PlusFourTooLong: { status: 400, title: "'address.plusFour' has 4 digits, not '{value}'" },
  HouseNumberTooLong: { status: 400, title: "'address.houseNumber' has 45 characters at most" },
  HouseSuffixTooLong: { status: 400, title: "'address.houseSuffix' has 45 characters at most" },
  StreetNameTooLong: { status: 400, title: "'address.streetName' has 200 characters at most" },
  AddressLine2TooLong: { status: 400, title: "'address.addressLine2' has 200 characters at most" },
  CityTooLong: { status: 400, title: "'address.city' has 100 characters at most" },
  CountyTooLong: { status: 400, title: "'address.county' has 45 characters at most" },
  DirectionalInvalid: {
    status: 400,
    title: "'address.preDirectional' and 'postDirectional' are one of N, S, E, W, NE, NW, SE, SW",
  },
  AddressTypeInvalid: { status: 400, title: "'address.addressType' is one of Service, Billing, Dlda, E911" },
  // locations
  SipPeerNotFound: { status: 404, title: 'There is no location {sipPeerId} on account {accountId}' },
  SipPeerNameTooLong: { status: 400, title: "'name' has 50 characters at most" },
  SipPeerNameTaken: { status: 409, title: "Sub-account {siteId} has a location '{name}' already; choose another name" },
  DefaultSipPeerRequired: {
    status: 409,
    title: "The first location of a sub-account is its default one: leave 'isDefault' out, or make it true",
  },
  // search
  SearchCriteriaMissing: {
    status: 400,
    title: 'Say what numbers to look for: areaCode, npaNxx, state, city with state, zip or tollFreeWildCardPattern',
  },
  SearchCriteriaCombination: {
    status: 400,
    title: 'tollFreeWildCardPattern goes with nothing else, and areaCode not with npaNxx; leave one out',
  },
  AreaCodeInvalid: { status: 400, title: "'{areaCode}' is no area code: those have three digits, such as 919" },
  NpaNxxInvalid: { status: 400, title: '{criterion} has {size} digits, such as 919295, not {digits}' },
  StateInvalid: { status: 400, title: "A state has two letters, such as NC, not '{state}'" },
  CityNeedsState: { status: 400, title: "There are cities of one name: give the 'state' beside the 'city'" },
  ZipInvalid: { status: 400, title: "A zip has five digits, such as 27606, not '{zip}'" },
  TollFreePatternInvalid: {
    status: 400,
    title: 'tollFreeWildCardPattern is 8**, 80* or 83* to 88*',
  },
  // orders
  OrderSipPeerInvalid: {
    status: 409,
    title: 'The sub-account has no location of this sipPeerId; name one that it has',
  },
  OrderNeedsDefaultSipPeer: {
    status: 409,
    title: 'The sub-account has no location that takes the numbers; create one first',
  },
  CustomerOrderIdInvalid: {
    status: 400,
    title: "'customerOrderId' has 1 to 40 letters, digits, spaces and hyphens",
  },
  OrderNameTooLong: { status: 400, title: "'name' has 50 characters at most" },
  TooManyTelephoneNumbers: { status: 400, title: 'An order has {max} numbers at most; place several' },
  TelephoneNumberInvalid: { status: 400, title: "'{number}' is no number in E.164, such as +19195551212" },
  TelephoneNumbersRepeated: { status: 400, title: "A number is in 'telephoneNumbers' twice; leave one out" },
}
