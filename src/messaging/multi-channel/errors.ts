import type { Fault } from '../../domain/fault.ts'
import type { CurrentError } from '../errors.ts'

/** Whether a path is that of multichannel messages, which are a service of their own, or lies below it. */
export const isMultiChannel = (path: string): boolean => /\/messages\/multichannel(\/|$)/i.test(path)

const rateExceeded = {
  status: 429,
  type: 'rate-limit-exceeded',
  description: 'You have exceeded your rate limit for this endpoint. Please retry later.',
}

/** Where it has other words than messages have. From the specification of 2026, the odd type of a 404 as well. */
export const multiChannelErrors: Readonly<Partial<Record<Fault['fault'], CurrentError>>> = {
  PathNotFound: { status: 404, type: 'forbidden', description: 'Resource not found.' },
  UnsupportedContentType: {
    status: 415,
    type: 'unsupported-content-type',
    description: "Content-Type '{contentType}' is not supported. Please use 'application/json'",
  },
  MessageQueueFull: rateExceeded,
  TooManyRequests: rateExceeded,
}

interface FieldError {
  readonly fieldName: string
  readonly description: string
}

/** Its form of an error: a list, an entry for each field that is at fault. */
export function multiChannelJson({ fault, details }: Fault, error: Omit<CurrentError, 'status'>) {
  const { type, description } = error
  const fieldErrors = details.fieldErrors as readonly FieldError[] | undefined
  const source = fault === 'UnsupportedContentType' ? { header: 'Content-Type' } : {}
  const errors = fieldErrors?.map((at) => ({ type, description: at.description, source: { field: at.fieldName } }))
  return { links: [], data: null, errors: errors ?? [{ type, description, source }] }
}
