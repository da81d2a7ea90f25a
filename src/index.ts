import { EmulatorError } from './client/call.ts'
import { clientOver, type EmulatorClient, placeAt } from './client/emulator.ts'
import { localCall } from './client/local.ts'
import { type RemoteOptions, remoteCall } from './client/remote.ts'
import type { Info } from './control/info.ts'
import type { Transport } from './core/transport.ts'
import { chooseFrom, type Options } from './options.ts'
import { start } from './start.ts'

export type { EmulatorClock, Moment } from './client/clock.ts'
export type { CallbackDesk, MessageDesk } from './client/desk.ts'
export type { EmulatorClient } from './client/emulator.ts'
export type {
  DeletedEvent,
  EmulatorEvent,
  EventOptions,
  Events,
  GapEvent,
  RecordEvent,
  ResetEvent,
} from './client/events.ts'
export type { BodyCondition, Expect, RecordExpectation, RecordMatch } from './client/expect.ts'
export type { ExportOptions, Exports, HarOptions } from './client/export.ts'
export type { ExtractOptions, Extracts } from './client/extract.ts'
export type { Handset } from './client/handsets.ts'
export type { NumberSearch, NumbersFilter, Provisioning } from './client/provisioning.ts'
export type { Filter, RecordList, RecordLog, WaitOptions } from './client/records.ts'
export type { Rules } from './client/rules.ts'
export type { Sandbox, SandboxOptions } from './client/sandbox.ts'
export type { Snapshots } from './client/state.ts'
export type { ClockView } from './control/clock.ts'
export type { CallbackChanges, MessageTransition, Release } from './control/desk.ts'
export type { DoctorCheck, DoctorOptions, DoctorReport } from './control/doctor.ts'
export type { Har, HarEntry } from './control/export/har.ts'
export type { HandsetView } from './control/handsets.ts'
export type { Inbound } from './control/inbound/inbound.ts'
export type { AvailableNumberView, NumbersPage } from './control/provisioning/numbers.ts'
export type {
  ApplicationChanges,
  NewAddress,
  NewApplication,
  NewOrder,
  NewSipPeer,
  NewSite,
  OfAccount,
} from './control/provisioning/operations.ts'
export type {
  ApplicationView,
  ProvisioningView,
  SipPeerView,
  SiteView,
  TelephoneNumberView,
} from './control/provisioning/views.ts'
export type {
  AttemptRecord,
  CallbackRecord,
  DecisionRecord,
  MessageRecord,
  OrderRecord,
  RequestRecord,
} from './control/records/views.ts'
export type { RuleTrial, RuleView } from './control/rules.ts'
export type { Due, Settled } from './control/settled.ts'
export type { Reset, SnapshotView } from './control/state.ts'
export type { StateDocument } from './control/state-document.ts'
export type { World } from './control/world.ts'
export type { Duration } from './core/duration.ts'
export type { Transport, TransportRequest, TransportResponse } from './core/transport.ts'
export type { CallbackRuleCondition, CallbackSteering } from './domain/callback-rule.ts'
export type { HandsetReply, HandsetScript } from './domain/handset.ts'
export type { OrderRuleCondition, OrderSteering } from './domain/order-rule.ts'
export type { MessageRuleCondition, Outcome } from './domain/outcome.ts'
export type { RequestRuleCondition, RequestSteering } from './domain/request-rule.ts'
export type { RuleDraft } from './domain/rule.ts'
export type { Trial } from './domain/rule-trial.ts'
export type { Seed, SeedAccount, SeedApplication, SeedSipPeer, SeedSite } from './domain/seed.ts'
export { OptionProblem, type Options } from './options.ts'
export type { ProbeRequest } from './probe/probe.ts'
export type { ProbeAnswer, ProbeReport, ProbeResult } from './probe/report.ts'
export { EmulatorError }

/** What `startEmulator` takes: the options of the command line, and what only a program can hand in. */
export interface StartOptions extends Partial<Omit<Options, 'logFormat'>> {
  /** Posts the callbacks instead of the network, for instance where a test's network mocks would catch them. */
  readonly transport?: Transport
  /** Where an error that is the emulator's own fault is told; `console.error` when not given. */
  readonly report?: (error: unknown, during: string) => void
}

/** An emulator that runs in this process. */
export interface BandwidthEmulator extends EmulatorClient, AsyncDisposable {
  /** As `url`, for TLS: there when `tls` is on. */
  readonly httpsUrl?: string
  /** The certificate that clients are to trust, as PEM: there when `tls` is on. */
  readonly ca?: string
  /** Ends it. */
  close(): Promise<void>
}

/**
 * Starts an emulator in this process, on a free port unless told otherwise.
 *
 * @throws OptionProblem for an option or a seed that cannot be taken
 */
export async function startEmulator({ transport, report, ...given }: StartOptions = {}): Promise<BandwidthEmulator> {
  const chosen = chooseFrom({ ...given, port: given.port ?? 0 })
  const { emulator, controls, url, httpsUrl, ca, close } = await start(chosen, {
    report: report ?? ((error, during) => console.error(`bandwidth-emulator: while ${during}:`, error)),
    transport,
  })
  const { controlOrigin } = emulator
  const call = localCall(emulator, controls.all, { url: controlOrigin, token: chosen.options.controlToken })
  return clientOver(call, placeAt(url, controlOrigin), {
    ...(httpsUrl !== undefined && { httpsUrl }),
    ...(ca !== undefined && { ca }),
    close,
    [Symbol.asyncDispose]: close,
  })
}

/** An emulator that runs elsewhere. */
export interface ConnectedEmulator extends EmulatorClient, AsyncDisposable {
  /** Lets go of the connections; the emulator goes on. */
  close(): Promise<void>
}

/**
 * Connects to an emulator that runs already: in docker-compose, for all tests of a run, in another language's process.
 *
 * @param url - scheme, host and port, such as `http://localhost:9190`; with a `controlPort`, that port
 * @throws EmulatorError when none answers there
 */
export async function connect(url: string, options: RemoteOptions = {}): Promise<ConnectedEmulator> {
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw new EmulatorError(0, { title: `'${url}' is no http or https URL, such as http://localhost:9190` })
  const { origin } = new URL(url)
  const { controlOperations } = await import('./control/operations.ts')
  const { call, close } = remoteCall(origin, controlOperations(chooseFrom({})), options)
  const { name, urls, options: told } = ((await call('GetInfo')) ?? {}) as Info
  if (name !== 'bandwidth-emulator')
    throw new EmulatorError(0, { title: `What answers at ${origin} is no bandwidth-emulator` })
  // On one port all is where the caller says: a proxy may have it under another address than it knows.
  const base = told.controlPort?.value === undefined ? origin : new URL(urls.dashboardUrl).origin
  return clientOver(call, placeAt(base, origin), { close, [Symbol.asyncDispose]: close })
}
