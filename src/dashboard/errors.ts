import type { FaultDetails, FaultName } from '../domain/fault.ts'

/** A fault in the Dashboard's words; `{name}` stands for one of its details. */
export interface DashboardError {
  readonly status: number
  /** Absent where the vendor gives none. */
  readonly code?: number
  /** Without one, the answer has no body. */
  readonly description?: string | ((details: FaultDetails) => string)
  /** Told in the vendor's general `ErrorResponse`, whatever root the operation answers in. */
  readonly general?: true
  /** Orders word search criteria in their own way. */
  readonly inOrder?: { readonly code: number; readonly description: string | ((details: FaultDetails) => string) }
}

/** The faults that the Dashboard API cannot meet. */
type Elsewhere =
  | 'MessageInvalid'
  | 'QueryInvalid'
  | 'RecordNotFound'
  | 'TelephoneNumberNotInService'
  | 'ClockNotVirtual'
  | 'ResetMeanwhile'
  | 'HostNotAllowed'
  | 'OriginNotAllowed'
  | 'TokenRequired'

const noSuchResource = 'The resource does not exist'

/**
 * Codes and texts: the vendor's error catalogue of 2023-11. Statuses: documented for SiteNotFound, SipPeerNotFound,
 * SipPeerNameTaken, SipPeerHasSms and ApplicationNotFound, our judgement (400) for the rest of the validation errors.
 */
export const errors: Readonly<Record<Exclude<FaultName, Elsewhere>, DashboardError>> = {
  NoCredentials: { status: 401 },
  WrongCredentials: { status: 401 },
  AccessDenied: { status: 403, code: 1001, description: 'Access Denied', general: true },
  AccountNotFound: { status: 404, code: 12020, description: "Account '{accountId}' does not exist", general: true },
  PathNotFound: { status: 404, description: noSuchResource, general: true },
  MethodNotAllowed: { status: 405 },
  // The code is the emulator's: the vendor knows no such case.
  NotEmulated: {
    status: 501,
    code: 1000,
    description: 'known Dashboard API path, not emulated: {method} {path} ({name}); see docs/coverage.md',
    general: true,
  },
  UnsupportedContentType: { status: 415 },
  BodyTooLarge: { status: 413 },
  BodyUnreadable: {
    status: 400,
    code: 1019,
    description: 'Bad request encountered. Please check your request and try again.',
    general: true,
  },
  Internal: { status: 500, code: 1000, description: 'Internal error', general: true },

  ApplicationNotFound: { status: 404, code: 13629, description: "Application with id '{applicationId}' not found" },
  ApplicationNameRequired: { status: 400, code: 12806, description: 'Application Name required' },
  ApplicationInUse: {
    status: 400,
    code: 12107,
    description:
      'The Application cannot be removed until references in the following Locations are removed: {sipPeers}',
  },
  ServiceTypeInvalid: { status: 400, code: 12801, description: 'Service Type is not valid' },
  ServiceTypeFixed: { status: 400, code: 12964, description: 'Service Type of Application could not be changed' },
  ServiceTypeNotAllowed: {
    status: 400,
    code: 13648,
    description: "Application service type '{serviceType}' is not allowed for {use}.",
  },
  FieldNotAllowedForServiceType: {
    status: 400,
    code: 12962,
    description: '{field} is set but it is only allowed with ServiceType {serviceType}',
  },
  InboundCallbackUrlRequired: { status: 400, code: 12802, description: 'The inbound callback URL must be specified' },
  CallbackUrlInvalid: {
    status: 400,
    code: 12803,
    description: 'The format of the requested URL is invalid - It should be a valid format for an Internet destination',
  },
  CallbackUrlsDiffer: {
    status: 400,
    code: 12960,
    description:
      "CallbackUrl and MsgCallbackUrl can't be present with different values. Only MsgCallbackUrl should be specified.",
  },
  CallbackUrlFamiliesMixed: {
    status: 400,
    code: 13065,
    description: "MsgCallbackUrl can't be present with InboundCallbackUrl or OutboundCallbackUrl.",
  },
  CallbackCredentialFamiliesMixed: {
    status: 400,
    code: 13066,
    description: "CallbackCreds can't be present with InboundCallbackCreds or OutboundCallbackCreds.",
  },
  UserIdWithoutPassword: { status: 400, code: 12977, description: 'Can not save user id without password' },
  PasswordWithoutUserId: { status: 400, code: 12800, description: 'Can not save password without user name' },
  CredentialsNeedHttps: {
    status: 400,
    code: 12812,
    description: 'HTTPS protocol is required if credentials are present.',
  },
  CallbackMethodInvalid: {
    status: 400,
    code: 12961,
    description: 'Invalid HTTP method specified. GET or POST required',
  },
  CallStatusUrlRequired: {
    status: 400,
    code: 12963,
    description: 'Callback Status URL is required for Callback Status Method',
  },

  SiteNotFound: { status: 404, code: 12016, description: "Site '{siteId}' does not exist" },
  SiteNameRequired: { status: 400, code: 12533, description: 'Site name is required' },
  SiteNameTooLong: {
    status: 400,
    code: 12529,
    description: "Site name '{name}' is too long. Max length 50 characters",
  },
  SiteDescriptionTooLong: {
    status: 400,
    code: 4016,
    description:
      'A site description can have max length of 250 chars and can only contain chars from the set [a-zA-Z0-9.-] and empty space',
  },
  SiteInUse: {
    status: 400,
    code: 12031,
    description: 'Please remove all locations before proceeding with this remove.',
  },
  AddressRequired: { status: 400, code: 1003, description: 'Address is required' },
  HouseNumberRequired: { status: 400, code: 12536, description: 'HouseNumber is required' },
  StreetNameRequired: { status: 400, code: 12538, description: 'StreetName is required' },
  CityRequired: { status: 400, code: 12540, description: 'City is required' },
  StateCodeRequired: { status: 400, code: 12542, description: 'StateCode is required' },
  StateCodeInvalid: {
    status: 400,
    code: 12543,
    description: "StateCode '{stateCode}' is invalid. It is must be abbreviation of the two characters",
  },
  ZipRequired: { status: 400, code: 12644, description: 'Zip is required' },
  ZipTooLong: { status: 400, code: 12551, description: "Zip '{zip}' is too long. Max length 5 characters" },

  SipPeerNotFound: {
    status: 400,
    code: 13563,
    description: "Sip Peer '{sipPeerId}' account '{accountId}' and site '{siteId}' does not exist",
  },
  SipPeerToDeleteNotFound: { status: 404, code: 13557, description: 'Delete not allowed for non-existent SIP Peer' },
  SipPeerNameRequired: { status: 400, code: 13500, description: 'Peer Name is required' },
  SipPeerNameTooLong: {
    status: 400,
    code: 13501,
    description: "Peer Name '{name}' is too long. Max length 50 characters",
  },
  SipPeerNameTaken: {
    status: 409,
    code: 13524,
    description: "SipPeer name '{name}' already exists for Account '{accountId}' and Site '{siteId}'",
  },
  SipPeerDescriptionTooLong: {
    status: 400,
    code: 13503,
    description: "Description '{description}' is too long. Max length 50 characters",
  },
  DefaultSipPeerRequired: {
    status: 400,
    code: 13522,
    description: 'IsDefaultPeer cannot be false right now. The account requires at least one Default Sip Peer',
  },
  CallingNameDisplayMissing: { status: 400, code: 13581, description: 'Display option is missing' },
  CallingNameEnforcedMissing: { status: 400, code: 13582, description: 'Enforce option is missing' },
  SipPeerHasTelephoneNumbers: {
    status: 400,
    code: 13555,
    description:
      'All Telephone Number porting activity affecting this Location must be completed, and all Telephone Numbers must be removed from this Location, before the Location can be deleted.',
  },
  SipPeerIsDefault: {
    status: 400,
    code: 13558,
    description: 'Delete not allowed for default SIP Peer unless it is the only SIP Peer',
  },
  SipPeerHasMms: { status: 400, code: 13622, description: 'Delete not allowed while a SIP Peer has MMS feature' },
  SipPeerHasSms: { status: 400, code: 13613, description: 'Delete not allowed while a SIP Peer has SMS feature' },
  SmsNotEnabled: { status: 404, code: 13678, description: "Sip Peer doesn't have SMS feature" },
  SmsProtocolInvalid: {
    status: 400,
    code: 13567,
    description: "Messaging protocol '{protocol}' does not exist. Valid values: SIP, SMPP, HTTP",
  },
  SmsNeededByMms: {
    status: 400,
    code: 13624,
    description: "SMS feature can't be removed because MMS feature is present, remove it first.",
  },
  SmsNeededByTelephoneNumbers: {
    status: 400,
    code: 13673,
    description: 'Can not disable SMS feature on Sip Peer because it has telephone numbers with messaging enabled.',
  },
  MmsNeedsSms: { status: 400, code: 13623, description: 'MMS feature is not allowed without SMS feature enabled' },
  // Neither code nor text is known.
  MmsNotEnabled: { status: 404, description: noSuchResource, general: true },
  MessagingApplicationInvalid: {
    status: 400,
    code: 13628,
    description: "The HttpMessagingV2AppId must either valid string or have 'REMOVE' value",
  },
  MessagingNeedsHttp: {
    status: 400,
    code: 13645,
    description: 'Please assign SMS or MM4 protocol to HTTP before associating the application to the location.',
  },

  SearchCriteriaMissing: {
    status: 400,
    code: 4010,
    description: 'One of more required search parameters are null or empty, please refer to the api documentation',
    inOrder: { code: 5002, description: 'Unable to perform search. Please, provide some search criteria' },
  },
  SearchCriteriaCombination: {
    status: 400,
    code: 4010,
    description: 'Provided search criteria are unsupported or are not valid',
    inOrder: { code: 5002, description: 'The combination of search criteria is unsupported.' },
  },
  AreaCodeInvalid: {
    status: 400,
    code: 4000,
    description: areaCodeProblem,
    inOrder: { code: 5002, description: areaCodeProblem },
  },
  NpaNxxInvalid: {
    status: 400,
    code: 4002,
    description: 'Please verify that your NPA, NPA-NXX, or NPA-NXX-X search input parameters are correct.',
    inOrder: { code: 5002, description: 'The combination of search criteria is unsupported.' },
  },
  RateCenterNeedsState: {
    status: 400,
    code: 4001,
    description: 'Please verify that your Rate Center search input parameters are correct.',
    inOrder: { code: 5002, description: 'Please also specify state to search by current criteria.' },
  },
  CityNeedsState: {
    status: 400,
    code: 4005,
    description: 'Please verify that your City search input parameters are correct.',
    inOrder: { code: 5002, description: 'Please also specify state to search by current criteria.' },
  },
  StateInvalid: {
    status: 400,
    code: 4010,
    description: 'The state abbreviation {state} is not valid.',
    inOrder: { code: 5002, description: 'The state abbreviation {state} is not valid.' },
  },
  ZipInvalid: {
    status: 400,
    code: 4007,
    description: 'Please verify that your Zip Code search input parameters are correct.',
    inOrder: { code: 5002, description: 'The zip code {zip} is not valid.' },
  },
  LataInvalid: {
    status: 400,
    code: 4008,
    description: 'Please verify that your LATA search input parameters are correct.',
    inOrder: { code: 5002, description: 'The lata {lata} is not valid' },
  },
  TollFreePatternInvalid: {
    status: 400,
    code: 4004,
    description: 'Please verify that your Toll Free Wild Card search input parameters are correct.',
    inOrder: { code: 5002, description: 'Tollfree Wild Card search invalid format.' },
  },
  QuantityOutOfBounds: {
    status: 400,
    code: 1006,
    description: 'quantity must be between 1 and {max} (bounds are included)',
  },

  OrderNotFound: { status: 404, description: noSuchResource, general: true },
  OrderSiteRequired: { status: 400, code: 5022, description: 'SiteId is a required field.' },
  OrderSiteInvalid: { status: 400, code: 5016, description: 'The SiteId submitted is invalid.' },
  OrderSipPeerInvalid: { status: 400, code: 5023, description: 'SIP peer submitted is invalid.' },
  OrderNeedsDefaultSipPeer: {
    status: 400,
    code: 5020,
    description: 'No default SIP peer is set on the account and site. Please create one then resubmit your request.',
  },
  OrderTypeInvalid: { status: 400, code: 5087, description: 'The input order type is not a valid entry.' },
  OrderQuantityInvalid: { status: 400, code: 5009, description: 'The quantity specified {quantity} is invalid.' },
  OrderQuantityTooLarge: {
    status: 400,
    code: 5215,
    description: 'The quantity specified in the order is not valid or exceeds the maximum value of 5000',
  },
  AreaCodeAndQuantityRequired: {
    status: 400,
    code: 5198,
    description: 'AreaCodeSearchAndOrderType requires both AreaCode and Quantity values.',
  },
  PartialAllowedInvalid: { status: 400, code: 5217, description: 'The PartialAllowed value submitted is invalid.' },
  CustomerOrderIdInvalid: {
    status: 400,
    code: 5052,
    description:
      'Customer order ID is invalid. Only alphanumeric values, dashes and spaces are allowed. Max length is 40 characters.',
  },
  TelephoneNumberInvalid: { status: 400, code: 5070, description: 'Telephone number is invalid.' },
  TelephoneNumbersRepeated: {
    status: 400,
    code: 5093,
    description: 'Order cannot contain duplicate telephone numbers',
  },
  TelephoneNumberUnavailable: {
    status: 400,
    code: 5005,
    description: 'The telephone number is unavailable for ordering',
  },
  TelephoneNumbersPartlyAvailable: {
    status: 400,
    code: 5017,
    description: 'Only a partial quantity of the total telephone numbers ordered could be fulfilled',
  },
  TelephoneNumbersAllUnavailable: {
    status: 400,
    code: 5018,
    description: 'The entire quantity of telephone numbers ordered is unavailable',
  },
  TooManyTelephoneNumbers: {
    status: 400,
    code: 5095,
    description: 'The count of telephone numbers in order exceeds the maximum size of {max}',
  },
  NoteNotFound: { status: 404, code: 5040, description: 'Note not found.' },
  NoteUserRequired: { status: 400, code: 12501, description: 'Username is required' },
  NoteUserNotLogin: {
    status: 400,
    code: 12618,
    description: "Provided username '{userId}' doesn't match login username '{login}'",
  },
  NoteDescriptionTooLong: {
    status: 400,
    code: 1011,
    description: 'Description is too long. Max length 500 characters',
  },
  PageInvalid: { status: 400, code: 1014, description: '{value} is not a valid number' },
}

function areaCodeProblem({ areaCode }: FaultDetails): string {
  const digits = String(areaCode)
  if (!/^\d{3}$/.test(digits)) return 'Please verify that your Area Code search input parameters are correct.'
  if (digits.endsWith('11')) return 'The area code of telephone numbers can not end with 11. '
  if (digits[1] === '9') return 'The area Code of telephone numbers can not have a 9 as the second digit.'
  return 'The area code of telephone numbers cannot begin with 0,1 or 37 or 96.'
}
