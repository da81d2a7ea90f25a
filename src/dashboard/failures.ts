import { Fault, type FaultName, worded } from '../domain/fault.ts'
import { type Document, document, element, integer, many, maybe, one, text } from '../xml/index.ts'
import { type DashboardError, errors } from './errors.ts'

/** A fault, worded. */
export interface Failure {
  readonly status: number
  readonly code?: number | undefined
  readonly description?: string | undefined
  readonly general?: true | undefined
}

/** A document with what is in it, ready to be written. */
export interface Written<T = unknown> {
  readonly document: Document<T>
  readonly value: T
}

/** What an operation was about when it failed. */
export interface FailureContext {
  /** The root that the operation answers in. */
  readonly root: string
  /** The request's document, when it got so far. */
  readonly body: unknown
  /** Epoch ms. */
  readonly time: number
}

/** How an operation says that it failed, inside the root that it answers with. */
export type FailureStyle = (fault: Fault, context: FailureContext) => Written

/** The Dashboard's words for a fault; `inOrder`, those that orders have. */
export function wordedFault({ fault, details }: Pick<Fault, 'fault' | 'details'>, inOrder = false): Failure {
  const error: DashboardError = fault in errors ? errors[fault as keyof typeof errors] : errors.Internal
  const { code, description } = (inOrder && error.inOrder) || error
  return {
    status: error.status,
    general: error.general,
    code,
    description: typeof description === 'function' ? description(details) : description && worded(description, details),
  }
}

const codeAndDescription = element({ code: maybe('Code', integer), description: maybe('Description', text) })
const status = element({
  responseStatus: one(
    'ResponseStatus',
    element({ code: maybe('ErrorCode', integer), description: maybe('Description', text) }),
  ),
})
const error = element({ error: one('Error', codeAndDescription) })

/** `<Root><ResponseStatus><ErrorCode/><Description/></ResponseStatus></Root>`: most of the configuration. */
export const responseStatus: FailureStyle = (fault, { root }) =>
  written(document(root, status), { responseStatus: wordedFault(fault) })

/** `<Root><Error><Code/><Description/></Error></Root>`: searches. */
export const singleError: FailureStyle = (fault, { root }) =>
  written(document(root, error), { error: wordedFault(fault) })

const iris = element({ status: one('irisStatus', codeAndDescription) })

/** `<ErrorResponse><irisStatus><Code/><Description/></irisStatus></ErrorResponse>`: what is asked under `/tns`. */
export const irisStatus: FailureStyle = (fault) =>
  written(document('ErrorResponse', iris), { status: wordedFault(fault) })

const failedProcessing = element({
  status: one('ProcessingStatus', text),
  errors: many('Errors', codeAndDescription),
})

/**
 * `<Root><ProcessingStatus>FAILED</ProcessingStatus><Errors><Code/><Description/></Errors></Root>`: moves of numbers. One
 * `Errors` for each thing that is wrong: a fault that is made of several names them as `faults`.
 */
export const repeatedErrors: FailureStyle = (fault, { root }) => {
  const names = fault.details.faults as readonly FaultName[] | undefined
  const faults = names?.map((name) => new Fault(name)) ?? [fault]
  const errors = faults.map((each) => wordedFault(each))
  return written(document(root, failedProcessing), { status: 'FAILED', errors })
}

/** The children of an `ErrorList`: orders, which echo their request beside it. */
export const errorList = element({
  errors: many(
    'Error',
    element({
      code: maybe('Code', integer),
      description: maybe('Description', text),
      telephoneNumber: maybe('TelephoneNumber', text),
    }),
  ),
})

export function written<T>(document: Document<T>, value: T): Written {
  return { document, value } as Written
}
