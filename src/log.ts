import type { HttpExchange } from './core/http-exchange.ts'
import { isoTime } from './core/iso-time.ts'
import type { Callback } from './domain/callback.ts'
import type { Emulator } from './domain/emulator.ts'
import type { Recipient } from './domain/message.ts'

/** Where log lines go. */
export interface Log {
  /** One exchange after the other: `->` asked of us, `<-` posted by us. */
  follow(emulator: Emulator): void
  warn(message: string): void
  error(message: string, error?: unknown): void
  /** Something said once, in both forms. */
  say(text: string, event: Readonly<Record<string, unknown>>): void
}

type Write = (line: string) => void

/** Lines for people: short, and coloured when `colours` is on. */
export function prettyLog(write: Write, colours: boolean): Log {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const ofStatus = (status: number | undefined, text: string) =>
    paint(status === undefined || status >= 500 ? 31 : status >= 400 ? 33 : 32, text)
  return {
    follow: follow(
      ({ method, path, query, status, operation, ms, warnings, time }) => {
        const asked = `${method} ${path}${query && `?${query}`}`
        write(
          `${clockTime(time)} ${paint(36, '->')} ${asked} ${ofStatus(status, String(status))} ${operation ?? (status === 501 ? 'not emulated' : 'no operation')} ${ms} ms`,
        )
        for (const warning of warnings) write(`${clockTime(time)} ${paint(33, '! ')} ${warning}`)
      },
      (callback) => {
        const { url, event, attempts, state, reason } = callback
        const attempt = attempts.at(-1)
        if (!attempt) return
        const about =
          callback.kind === 'message' ? `to ${callback.event.to}` : `${callback.event.status} ${callback.event.orderId}`
        const said = `POST ${url} ${ofStatus(attempt.status, attempt.error ? attempt.error.code : String(attempt.status))} ${event.type}`
        write(
          `${clockTime(attempt.time)} ${paint(35, '<-')} ${said} ${about}, attempt ${attempt.number} ${attempt.ms} ms`,
        )
        const failure = failureTold(callback)
        if (failure) write(`${clockTime(attempt.time)} ${paint(33, '! ')} ${failure.errorCode}: ${failure.reason}`)
        if (state === 'failed') write(`${clockTime(attempt.time)} ${paint(31, '! ')} given up: ${reason}`)
        else if (reason && attempt.number === 1) write(`${clockTime(attempt.time)} ${paint(33, '! ')} ${reason}`)
      },
    ),
    warn: (message) => write(`${paint(33, 'warning:')} ${message}`),
    error: (message, error) =>
      write(`${paint(31, 'error:')} ${message}${error === undefined ? '' : ` ${stackOf(error)}`}`),
    say: (text) => write(text),
  }
}

/** Lines for machines: one JSON object each. */
export function jsonLog(write: Write): Log {
  const line = (event: Readonly<Record<string, unknown>>) => write(JSON.stringify(event))
  return {
    follow: follow(
      ({ time, api, operation, method, path, query, status, ms, accountId, trace, warnings }) =>
        line({
          time: isoTime(time),
          level: warnings.length > 0 ? 'warn' : 'info',
          event: 'request',
          api,
          operation,
          method,
          path,
          query,
          status,
          ms,
          accountId,
          trace,
          warnings,
        }),
      (callback) => {
        const { url, event, attempts, state, accountId, trace, reason: callbackReason } = callback
        const attempt = attempts.at(-1)
        if (!attempt) return
        const { time, number, status, error, ms } = attempt
        const level = state === 'failed' ? 'error' : callbackReason ? 'warn' : 'info'
        const about =
          callback.kind === 'message'
            ? { to: callback.event.to, messageId: callback.event.message.id }
            : { orderType: callback.event.orderType, orderId: callback.event.orderId }
        line({
          ...{ time: isoTime(time), level, event: 'callback', type: event.type, ...about },
          ...{ errorCode: failureTold(callback)?.errorCode, reason: failureTold(callback)?.reason },
          ...{ url, attempt: number, status, error, ms, state, callbackReason, accountId, trace },
        })
      },
    ),
    warn: (message) => line({ level: 'warn', event: 'warning', message }),
    error: (message, error) =>
      line({ level: 'error', event: 'error', message, ...(error !== undefined && { error: stackOf(error) }) }),
    say: (_, event) => line({ level: 'info', ...event }),
  }
}

export const noLog: Log = { follow: () => {}, warn: () => {}, error: () => {}, say: () => {} }

/** Why a message failed, in our words: to the receiver only the vendor's code is told. */
function failureTold({ kind, event }: Callback): Recipient | undefined {
  if (kind !== 'message' || event.type !== 'message-failed') return undefined
  return event.message.recipients.find(({ to }) => to === event.to)
}

function follow(request: (exchange: HttpExchange) => void, callback: (callback: Callback) => void) {
  return ({ store }: Emulator) => {
    store.requests.listen(request)
    // A callback is told when it was attempted, which is whenever it changes.
    store.callbacks.listen(callback)
  }
}

const clockTime = (time: number) => isoTime(time).slice(11, 23)
const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
