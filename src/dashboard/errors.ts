import type { FaultDetails, FaultName } from '../domain/fault.ts'
import { isAreaCode } from '../domain/telephone-number.ts'

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
  | 'NotAcceptable'
  | 'MessageInvalid'
  | 'MessageQueueFull'
  | 'MediaNotFound'
  | 'MediaTooLarge'
  | 'MediaIncomplete'
  | 'MediaTypeRequired'
  | 'MediaLengthRequired'
  | 'ContinuationTokenInvalid'
  | 'QueryInvalid'
  | 'RecordNotFound'
  | 'HandsetInService'
  | 'HandsetTooMany'
  | 'RuleTooMany'
  | 'TelephoneNumberNotInService'
  | 'ClockNotVirtual'
  | 'ClockNeverBack'
  | 'NeverSettles'
  | 'TooManySnapshots'
  | 'StateUnreadable'
  | 'StateTooLarge'
  | 'ResetMeanwhile'
  | 'CallbackStateUnfit'
  | 'CallbackUnderWay'
  | 'TooManyCallbacksHeld'
  | 'MessageStateUnfit'
  | 'NotAsExpected'
  | 'TooManyWaits'
  | 'TooManyStreams'
  | 'TooManySandboxes'
  | 'HostNotAllowed'
  | 'OriginNotAllowed'
  | 'TokenRequired'
  | 'TlsOff'
  | 'PageNotBuilt'
  | 'WrongPort'
  | 'NotHttp'
  | 'NothingToExtract'
  | 'GrantTypeUnsupported'

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
  PathMalformed: { status: 404, description: noSuchResource, general: true },
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
  // Seen in 2020: without a body. When the service is out nobody has told what it looks like.
  TooManyRequests: { status: 429 },
  ServiceUnavailable: { status: 503 },

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
  CallbackTimeoutInvalid: {
    status: 400,
    code: 1006,
    description: 'CallbackTimeout must be between 1 and {max} (bounds are included)',
  },
  UserIdChangedWithoutPassword: {
    status: 400,
    code: 12976,
    description: 'UserId of Application could not be changed without specifying Password',
  },
  CredentialTooShort: { status: 400, code: 1012, description: '{field} is too short. Min length {min} characters' },
  CredentialTooLong: { status: 400, code: 1011, description: '{field} is too long. Max length {max} characters' },
  ApplicationIdInvalid: {
    status: 400,
    code: 23020,
    description: 'Application ID {applicationId} is not a valid UUID.',
  },
  LastVoiceApplication: {
    status: 400,
    code: 13653,
    description: 'Can not delete last voice app as sippeer(s) {sipPeers} has enabled HTTP protocol',
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
  HouseNumberTooLong: {
    status: 400,
    code: 12537,
    description: "HouseNumber '{value}' is too long. Max length 45 characters",
  },
  HouseSuffixTooLong: {
    status: 400,
    code: 12547,
    description: "HouseSuffix '{value}' is too long. Max length 45 characters",
  },
  DirectionalInvalid: {
    status: 400,
    code: 12605,
    description: 'Directional is not valid. Valid values: N, S, E, W, NE, NW, SE, SW',
  },
  StreetNameTooLong: {
    status: 400,
    code: 12539,
    description: "StreetName '{value}' is too long. Max length 200 characters",
  },
  AddressLine2TooLong: {
    status: 400,
    code: 12550,
    description: "Address2 information '{value}' is too long. Max length 200 characters",
  },
  CityTooLong: { status: 400, code: 12541, description: "City '{value}' is too long. Max length 100 characters" },
  PlusFourTooLong: { status: 400, code: 12552, description: "Zip4 '{value}' is too long. Max length 4 characters" },
  CountyTooLong: { status: 400, code: 12553, description: "County '{value}' is too long. Max length 45 characters" },
  AddressTypeInvalid: {
    status: 400,
    code: 12579,
    description: 'AddressType is not valid. Valid values: Service, Billing, Dlda, E911',
  },
  CustomerProvidedIdTooLong: {
    status: 400,
    code: 12606,
    description: "Customer provided ID '{value}' is too long. Max length 10 characters",
  },
  CustomerNameTooLong: {
    status: 400,
    code: 12635,
    description: "CustomerName '{value}' is too long. Max length 50 characters",
  },
  UcTrunkingNotAllowed: {
    status: 400,
    code: 12046,
    description: 'UcTrunkingConfiguration is not allowed for non UC Trunking accounts',
  },

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
  SipPeerHasBackorders: {
    status: 400,
    code: 13681,
    description:
      'All Telephone Number backorder activity affecting this Location must be completed or canceled before the Location can be deleted.',
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
  BillingIdentifierTooLong: {
    status: 400,
    code: 13691,
    description: "Billing Identifier '{value}' is too long. Max length 50 characters",
  },
  VoiceHostsAndGroups: { status: 400, code: 13504, description: 'VoiceHosts and VoiceHostGroups not allowed together' },
  TooManyVoiceHosts: { status: 400, code: 13506, description: 'Too many Voice Hosts provided. Max 10' },
  TooManyVoiceHostGroups: { status: 400, code: 13507, description: 'Too many Voice Host Groups provided. Max 1' },
  TooManySmsHosts: { status: 400, code: 13508, description: 'Too many SMS Hosts provided. Max 10' },
  HostInvalid: {
    status: 400,
    code: 13509,
    description: "'{host}' is not a valid host. Provide valid IP or domain name",
  },
  HostPortInvalid: { status: 400, code: 13543, description: "'{port}' is not a valid port. Valid values: 0-65535" },
  HostMaskInvalid: { status: 400, code: 13593, description: "'{host}' has invalid mask. Valid mask values: 14-32" },
  HostSubnetNotZero: {
    status: 400,
    code: 13595,
    description:
      'The IP address provided: <{host}> contains a non zero subnet portion. An equivalent IP address such as <{network}> with a zero subnet value must be provided',
  },
  HostRepeated: { status: 400, code: 13553, description: 'Duplicate host (and port) in {field}' },
  TerminationHostTaken: {
    status: 400,
    code: 13569,
    description: 'Termination IP {host} is in the specified subnet range and is already in use.',
  },
  TerminationHostWithPortTaken: {
    status: 400,
    code: 13552,
    description: 'Termination IP {host}:{port} is in the specified subnet range and is already in use.',
  },
  CustomerTrafficInvalid: {
    status: 400,
    code: 12586,
    description: 'CustomerTrafficAllowed is not valid. Valid values: ALL, LITE, DOMESTIC, NONE',
  },
  DestinationUriInvalid: { status: 400, code: 13510, description: "'{uri}' is not a valid Destination URI" },
  CallVerificationInvalid: {
    status: 400,
    code: 13691,
    description: 'CallVerificationEnabled must be a boolean: true or false',
  },
  PindropInvalid: { status: 400, code: 13692, description: 'PindropEnabled must be a boolean: true or false' },
  CallVerificationAndPindrop: {
    status: 400,
    code: 13693,
    description: 'CallVerificationEnabled and PindropEnabled are mutually exclusive and may not be used together',
  },
  RoutePlanActionInvalid: {
    status: 400,
    code: 5207,
    description: "Specified Route Plan Action was invalid, must be one of 'asSpecified', 'unchanged' or 'off'",
  },
  RoutePlanUnchangedOnCreation: {
    status: 400,
    code: 13685,
    description: "Origination route plan action cannot be 'unchanged' when creating a new SIP peer",
  },
  RoutePlanOffOnCreation: {
    status: 400,
    code: 13686,
    description: "Origination route plan action cannot be 'off' when creating a new SIP peer",
  },
  HostsNotAllowedForHttpVoice: { status: 400, code: 13646, description: '{field} are not allowed for HTTP Voice' },
  SipPeerHasHttpVoice: {
    status: 400,
    code: 13652,
    description: 'Can not remove location which has HTTP voice configured. Please switch it to SIP first.',
  },
  VoiceProtocolInvalid: {
    status: 400,
    code: 13647,
    description: "Voice protocol '{protocol}' does not exist. Valid values: SIP, HTTP",
  },
  HttpSettingsNotAllowed: { status: 400, code: 13649, description: 'Http settings are not allowed for SIP protocol.' },
  NoVoiceApplications: {
    status: 400,
    code: 13650,
    description: "Can not select HTTP Voice protocol as Account '{accountId}' has no Voice Applications.",
  },
  A2pLongCodeInvalid: {
    status: 400,
    code: 13636,
    description: "A2pLongCode value is invalid. Valid values are: 'ON', 'OFF', 'DefaultOn', 'DefaultOff'.",
  },
  SmppHostsNotAllowed: {
    status: 400,
    code: 13612,
    description: 'Sip peer SMPP hosts not allowed for {protocol} sms feature',
  },
  SmppPriorityInvalid: {
    status: 400,
    code: 13599,
    description: 'SMS host priority should be in the range from 0 to 9',
  },
  MessagingProtocolsMixed: {
    status: 400,
    code: 13606,
    description: 'Messaging feature may have only one protocol assigned.',
  },
  MessagingProtocolConflict: {
    status: 400,
    code: 13608,
    description: 'Messaging feature has conflict in protocol type and protocol settings',
  },
  MmsHostInvalid: {
    status: 400,
    code: 13621,
    description:
      "Provided MM4 host name '{host}' should have no leading/trailing spaces and be a valid IPv4 address or FQDN.",
  },
  MmsHostNeedsName: {
    status: 400,
    code: 13635,
    description: "IPv4 address '{host}' is not allowed for TLS connection. Please use FQDN instead.",
  },
  TooManyMmsOriginationHosts: {
    status: 400,
    code: 13631,
    description: 'Maximum MMS Origination hosts count exceeded. Limit is 128 hosts',
  },
  TooManyMmsTerminationHosts: {
    status: 400,
    code: 13632,
    description: 'Maximum MMS Termination hosts count exceeded. Limit is 128 hosts',
  },
  CountriesInvalid: {
    status: 400,
    code: 13656,
    description:
      "The country values '[{countries}]' do not match a 3-character country code that has been approved for this account.",
  },
  CountriesRepeated: { status: 400, code: 13657, description: 'There are duplicate countries in the payload.' },

  TelephoneNumberNotOnSipPeer: {
    status: 400,
    code: 13536,
    description:
      'Telephone number {number} does not exist on Account {accountId}, Site {siteId}, and Sip Peer {sipPeerId}',
  },
  CallForwardInvalid: {
    status: 400,
    code: 13513,
    description: "Call Forwarding number '{value}' is not a valid 10-digit telephone number",
  },
  CallForwardToItself: {
    status: 400,
    code: 13606,
    description:
      'The specified call forwarding number {value} cannot be the same as the origin telephone number {number}.',
  },
  NumberFormatInvalid: {
    status: 400,
    code: 13514,
    description: "Number Format '{value}' is invalid for telephone number '{number}'",
  },
  RewriteUserInvalid: {
    status: 400,
    code: 13515,
    description: "Rewrite User '{value}' is invalid for telephone number '{number}'",
  },
  RpidFormatInvalid: {
    status: 400,
    code: 13516,
    description: "RPID Format '{value}' is invalid for telephone number '{number}'",
  },
  CallingNameDisplayInvalid: {
    status: 400,
    code: 13575,
    description: "CallingNameDisplay '{value}' is invalid. Valid values are: 'true', 'false'",
  },
  FullNumberRequired: { status: 400, code: 13505, description: 'Full number is required' },
  FullNumberInvalid: { status: 400, code: 13512, description: "'{number}' is not a valid 10-digit telephone number" },
  FullNumberRepeated: { status: 400, code: 13511, description: "Duplicate telephone number '{number}' provided" },
  TelephoneNumberOutOfService: {
    status: 400,
    code: 13518,
    description: "Telephone number '{number}' is not in service",
  },
  TelephoneNumberNotOnAccount: {
    status: 400,
    code: 13520,
    description: "Telephone number '{number}' is not on account",
  },
  TelephoneNumberOnSipPeerAlready: {
    status: 400,
    code: 13526,
    description: "Telephone number '{number}' is already associated with SIP Peer '{sipPeerId}'",
  },

  // Worded by the faults inside it.
  MoveRefused: { status: 400, code: 1000, description: 'The move is refused' },
  MoveSiteInvalid: { status: 400, code: 7309, description: 'The site id was not supplied or is invalid.' },
  MoveSipPeerInvalid: { status: 400, code: 7312, description: 'The sippeer id is invalid.' },
  MoveNeedsTelephoneNumbers: {
    status: 400,
    code: 7316,
    description: 'At least one telephone number must be provided.',
  },
  TelephoneNumberNotActive: { status: 400, code: 7518, description: 'Telephone Number Not Active.' },

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
    inOrder: { code: 5002, description: exchangeProblem },
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
  // The texts are those of orders; that a search tells them with 4010 is seen for a state's only.
  LocalVanityInvalid: {
    status: 400,
    code: 4010,
    description: 'The localVanity value {localVanity} is invalid.',
    inOrder: { code: 5002, description: 'The localVanity value {localVanity} is invalid.' },
  },
  LocalVanityTooShort: {
    status: 400,
    code: 4010,
    description: 'The localVanity value should contain 3 or more digits',
    inOrder: { code: 5002, description: 'The localVanity value should contain 3 or more digits' },
  },
  EndsInNeedsLocalVanity: {
    status: 400,
    code: 4010,
    description: 'Ends In is meaningless without Local Vanity',
    inOrder: { code: 5002, description: 'Ends In is meaningless without Local Vanity' },
  },
  LcaNotSupported: {
    status: 400,
    code: 4010,
    description: 'LCA search is not supported for specified search criteria',
    inOrder: { code: 5002, description: 'LCA search is not supported for specified search criteria' },
  },
  TollFreeVanityInvalid: {
    status: 400,
    code: 4003,
    description: 'Please verify that your Toll Free Vanity search input parameters are correct.',
    inOrder: { code: 5002, description: '{criterion} should contain only alphanumerics or glob wildcards(*,?).' },
  },
  OrderByInvalid: {
    status: 400,
    code: 4020,
    description:
      'Please verify that your orderBy search query parameter is correct. Valid values are: fullNumber,npaNxxx,npaNxx,areaCode',
  },
  OrderByNotSupported: {
    status: 400,
    code: 4021,
    description: 'The orderBy parameter is not supported for specified search criteria',
  },
  ProtectedInvalid: {
    status: 400,
    code: 4022,
    description:
      'Please verify that your protected search query parameter is correct. Valid values are: NONE, ONLY, MIXED',
  },

  AreaCodeUnknown: {
    status: 400,
    code: 4000,
    description: 'The area code specified {areaCode} is not present as a valid entry in our system',
  },
  LookupStateInvalid: {
    status: 400,
    code: 4006,
    description: 'Please verify that your State search input parameters are correct.',
  },
  LookupPageInvalid: {
    status: 400,
    code: 4018,
    description: 'Please verify that your PAGE search input parameter is correct.',
  },
  TierInvalid: {
    status: 400,
    code: 4016,
    description: 'Please verify that your Tier search query parameters are correct. Valid values are: [0-5]',
  },
  EmbedInvalid: {
    status: 400,
    code: 4015,
    description:
      'Please verify that your Embed search query parameters are correct. Valid values are: AvailableNumberCount,Vendors,LimitedAvailableNumberCount,NpaNxxX,LocalRateCenters,Cities,Npa,ZipCodes',
  },
  EmbedNotWithFilters: {
    status: 400,
    code: 4019,
    description: 'Embed parameter LocalRateCenters is not supported for specified search criteria',
  },
  EmbedNpaWithNpaNxxx: {
    status: 400,
    code: 4025,
    description: 'Embed parameter Npa cannot be used with embed parameter NpaNxxX.',
  },
  EmbedNpaNotSupported: { status: 400, code: 4026, description: 'Embed parameter Npa cannot be used at this time.' },
  // Code and text documented, the status is our judgement.
  NumberNotInPlan: {
    status: 404,
    code: 4017,
    description: ({ number }) => `The telephone number '${nationalOf(number)}' does not exist`,
  },
  // Told number by number (see lnp-checker.xml.ts).
  PortabilityCheckRefused: { status: 400, code: 7201, description: 'Telephone number is invalid' },

  // Codes and texts documented; the status of ReservationNotFound is our judgement.
  ReservationNotFound: { status: 404, code: 5043, description: 'Reservation {reservationId} not found.' },
  ReservationInvalid: { status: 400, code: 5044, description: 'Reservation object is invalid.' },
  ReservedNumberNotFound: {
    status: 400,
    code: 5040,
    description: ({ number }) => `Reservation failed: telephone number ${nationalOf(number)} not found.`,
  },
  ReservedNumberUnavailable: {
    status: 400,
    code: 5041,
    description: ({ number }) => `Reservation failed: telephone number ${nationalOf(number)} is not available.`,
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

  // Codes and texts documented; that of ServiceOrderOver is the one that DLDA orders have.
  ServiceOrderOver: {
    status: 400,
    code: 16105,
    description: 'Order cannot be changed or cancelled because it is already being processed',
  },
  TelephoneNumbersNotNorthAmerican: {
    status: 400,
    code: 7201,
    description: ({ number }) => `${nationalOf(number)} is not a valid NANPA telephone number.`,
  },
  TelephoneNumbersNamedTwice: {
    status: 400,
    code: 7360,
    description: "Telephone number list can't contain duplicates.",
  },
  TelephoneNumberIsBandwidths: {
    status: 400,
    code: 19006,
    description: 'Bandwidth numbers cannot be imported by this account at this time.',
  },
  TelephoneNumberNotImported: {
    status: 400,
    code: 5158,
    description: "Telephone number hasn't been previously imported.",
  },
  LidbNumberNotOnAccount: { status: 400, code: 11014, description: 'Number does not belong to this account' },
  LidbNotForTollFree: {
    status: 400,
    code: 11015,
    description:
      'The CNAM/LIDB API does not support adding toll free numbers. Please send an email to support with the telephone number, subscriber information, use type, and visibility desired to add CNAM/LIDB to a toll free number.',
  },
  LidbSubscriberTooLong: {
    status: 400,
    code: 11005,
    description: 'Subscriber Information cannot be longer than 15 characters',
  },
  LidbUseTypeInvalid: {
    status: 400,
    code: 11006,
    description: 'UseType is required. Valid values are: BUSINESS, RESIDENTIAL',
  },
  LidbVisibilityInvalid: {
    status: 400,
    code: 11007,
    description: 'Visibility is required. Valid values are: PUBLIC, PRIVATE',
  },
  DldaNumberNotOnAccount: { status: 400, code: 16101, description: 'Number does not belong to this account' },
  DldaNotForTollFree: {
    status: 400,
    code: 16100,
    description: 'The DL/DA API does not support adding toll free numbers.',
  },
  DldaSubscriberTypeInvalid: {
    status: 400,
    code: 16109,
    description: 'SubscriberType is required. Valid values are: BUSINESS, RESIDENTIAL',
  },
  DldaListingTypeInvalid: {
    status: 400,
    code: 16110,
    description: 'ListingType is required. Valid values are: LISTED, NON_LISTED, NON_PUBLISHED',
  },
  PortedNumberInService: { status: 400, code: 7206, description: 'Telephone number is already in service' },

  SubscriptionNotFound: {
    status: 404,
    code: 16000,
    description: 'Subscription {subscriptionId} not found for accountId {accountId}',
  },
  SubscriptionExists: { status: 409, code: 16008, description: 'Duplicate subscription already exists' },
  SubscribedOrderNotFound: {
    status: 404,
    code: 16004,
    description: "Order {orderId} of type {orderType} doesn't exist",
  },
  // What is not valid is 400 in an update, as here; documented as 404 when a subscription is created.
  OrderTypeUnknown: {
    status: 400,
    code: 14500,
    description:
      'Incorrect order type. Valid values: portins, portouts, orders, disconnects, importToAccounts, dldas, lsrorders, e911s, tnoptions, externalTns, lidbs, bulkPortins, importtnorders, removeImportedTnOrders, csrs, emergencyEndpointGroup, emergencyNotificationGroup, tollFreePortingValidations',
  },
  SubscriptionInvalid: { status: 400, code: 14501, description: 'Subscription object is invalid' },
  DigestUnknown: { status: 400, code: 14502, description: 'Incorrect digest type' },
  SubscriptionUrlRequired: { status: 400, code: 14503, description: 'Callback URL is empty' },
  PublicKeyUnreadable: {
    status: 400,
    code: 14504,
    description:
      "We couldn't read your provided certificate. Please encode your .DER/.CER/.CRT public key with a Base64 encoder and try again.",
  },
  BasicAuthenticationIncomplete: {
    status: 400,
    code: 14505,
    description: 'Basic authentication must contain both a non-blank username and password',
  },
  SubscriptionUrlInvalid: { status: 400, code: 14506, description: 'Callback URL is invalid' },
  EventTypeUnknown: { status: 400, code: 14507, description: 'Incorrect event type. Valid values: MESSAGING_LOST' },
  OrderOrEventTypeRequired: { status: 400, code: 14508, description: 'OrderType or EventType should be specified.' },
  DigestNotForCallbacks: {
    status: 400,
    code: 12164,
    description: "Digest Type 'daily' is not supported for callback subscriptions.",
  },
  EmailRequired: { status: 400, code: 12509, description: 'Email address is required' },
  EmailInvalid: { status: 400, code: 12510, description: "Email address '{email}' is not valid" },

  OrderNameTooLong: { status: 400, code: 1011, description: 'Name is too long. Max length 50 characters' },
  OrderNotBackordered: { status: 400, code: 5060, description: 'Only Backordered order can be closed.' },
  BackOrderNotPossible: {
    status: 400,
    code: 5522,
    description:
      'Backorders are not compatible with Specific TN, NPANXX, NPANXXX, TollFree Vanity or Local Vanity orders',
  },
  TnAttributeInvalid: {
    status: 400,
    code: 5102,
    description: "Telephone number attribute '{attribute}' is invalid. Valid values: Protected",
  },
  TnAttributeRepeated: {
    status: 400,
    code: 5102,
    description: "Duplicate telephone number attribute '{attribute}'.",
  },
  ProtectedNotForTollFree: {
    status: 400,
    code: 5101,
    description: "'Protected' telephone number attribute is not applicable for toll-free search and order criteria.",
  },
  TollFreeVanityAndQuantityRequired: {
    status: 400,
    code: 5199,
    description: 'TollFreeVanitySearchAndOrderType requires both TollFreeVanity and Quantity values.',
  },
  OrderCriterionEmpty: { status: 400, code: 5224, description: "The search criteria '{criterion}' cannot be empty" },
  // Told by the links of an empty list.
  NothingListed: { status: 404, description: '' },
  DateInvalid: { status: 400, code: 12611, description: '{value} is invalid (yyyy-MM-dd or yy-MM-dd)' },
  DateAlone: { status: 400, code: 15508, description: "'{from}' and '{to}' must be used together" },
  DatesReversed: { status: 400, code: 15509, description: "'{from}' must not be after '{to}'" },
  OrderStatusInvalid: { status: 400, code: 15518, description: "Invalid 'status'. Valid values: {valid}" },
  SizeOutOfBounds: {
    status: 400,
    code: 1006,
    description: 'size must be between 1 and {max} (bounds are included)',
  },
  TelephoneNumbersMissing: {
    status: 400,
    code: 5212,
    description: 'The input list of telephone numbers is null or empty.',
  },
  TelephoneNumberNotDisconnected: {
    status: 400,
    code: 5006,
    description: 'Telephone number could not be disconnected since it is not associated with your account',
  },
  DisconnectModeInvalid: {
    status: 400,
    code: 5084,
    description: "DisconnectMode '{mode}' is invalid. Valid values are: normal, soft-remove, purge",
  },
  DisconnectProtectedInvalid: {
    status: 400,
    code: 5108,
    description: "Protected attribute '{value}' is invalid. Valid values: TRUE, FALSE, UNCHANGED",
  },
  ProtectedNotWithPurge: {
    status: 400,
    code: 5109,
    description: 'The Protected Telephone Numbers setting is incompatible with an obsolete or purge disconnect',
  },
  TnOptionOrderNotFound: { status: 404, description: noSuchResource },
  TelephoneNumberTwice: { status: 400, code: 5072, description: 'Duplicate telephone number.' },
  // The catalogue of 2023 words it in another way; captured and documented orders have this text.
  OptionTelephoneNumberUnavailable: { status: 400, code: 5076, description: 'Telephone number is not available.' },
  OptionNumberFormatInvalid: { status: 400, code: 5081, description: "Number Format '{value}' is invalid." },
  OptionRpidFormatInvalid: { status: 400, code: 5089, description: "RPID Format '{value}' is invalid." },
  OptionRewriteUserInvalid: { status: 400, code: 5082, description: "Rewrite User '{value}' is invalid." },
  OptionCallForwardInvalid: {
    status: 400,
    code: 5080,
    description: "Call Forwarding number '{value}' is not a valid 10-digit telephone number.",
  },
  OptionCallForwardToItself: {
    status: 400,
    code: 5088,
    description:
      'The specified call forwarding number {value} cannot be the same as the origin telephone number {value}.',
  },
  OptionCallingNameDisplayInvalid: {
    status: 400,
    code: 5079,
    description: "CallingNameDisplay '{value}' is invalid. Valid values are: on, off, unchanged, systemDefault",
  },
  OptionPortOutPasscodeInvalid: {
    status: 400,
    code: 5193,
    description:
      'Port-Out Passcode is invalid. Passcode should has between 4 and 10 alpha-numeric characters | unchanged | systemDefault',
  },
  OptionProtectedInvalid: {
    status: 400,
    code: 5107,
    description: "Protected attribute '{value}' is invalid. Valid values are: true, false, unchanged, systemDefault",
  },
  SmsOptionInvalid: {
    status: 400,
    code: 5113,
    description: "Sms '{value}' is invalid. Valid values are: on, off, unchanged, systemDefault",
  },
  FinalDestinationUriTooLong: {
    status: 400,
    code: 5117,
    description: 'FinalDestinationURI is too long (60 characters max).',
  },
  TnOptionMissing: {
    status: 400,
    code: 5115,
    description: 'At least one of the TN option attributes must be applied for {numbers}',
  },
  OptionNeedsSms: { status: 400, code: 5166, description: "Sip Peer doesn't have Sms feature." },
  NumberNotValid: { status: 400, code: 12512, description: "Telephone number '{number}' is not valid" },
  NpaFilterInvalid: { status: 400, code: 15510, description: "The NPA '{value}' is invalid" },
  NpaNxxFilterInvalid: { status: 400, code: 15511, description: "The NPA_NXX '{value}' is invalid" },
  NpaNxxxFilterInvalid: { status: 400, code: 15512, description: "The NPA_NXX_X '{value}' is invalid" },
  TnPageInvalid: {
    status: 400,
    code: 15516,
    description: "The page '{page}' is invalid. Page must be a 10 digit phone number",
  },
  TnListTooLong: {
    status: 400,
    code: 15607,
    description: 'The count of Telephone numbers in POST body exceeds the maximum size of {max}',
  },
  TnsInvalid: { status: 400, code: 15608, description: 'Input contains invalid Telephone Numbers' },
  TnsNotFound: { status: 400, code: 15610, description: 'Telephone Numbers cannot be found on accounts' },
  TnListEmpty: { status: 400, code: 15611, description: 'List of telephone numbers is required' },
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
  PageNegative: { status: 400, code: 1002, description: '{name} must be a non-negative number' },
}

/** As the Dashboard writes a number. */
const nationalOf = (number: unknown) => String(number).replace(/^\+1/, '')

function exchangeProblem({ criterion, digits, size }: FaultDetails): string {
  const text = String(digits)
  if (!/^\d+$/.test(text)) return `The value specified for the search criteria '${criterion}' cannot be parsed.`
  if (text.length !== size) {
    return `The length of the search criteria '${criterion}' is not valid, the acceptable length is ${size} characters.`
  }
  const areaCode = text.slice(0, 3)
  return isAreaCode(areaCode) ? 'The Nxx cannot begin with a 0 or 1' : areaCodeProblem({ areaCode })
}

function areaCodeProblem({ areaCode }: FaultDetails): string {
  const digits = String(areaCode)
  if (!/^\d{3}$/.test(digits)) return 'Please verify that your Area Code search input parameters are correct.'
  if (digits.endsWith('11')) return 'The area code of telephone numbers can not end with 11. '
  if (digits[1] === '9') return 'The area Code of telephone numbers can not have a 9 as the second digit.'
  return 'The area code of telephone numbers cannot begin with 0,1 or 37 or 96.'
}
