import { STATUS_CODES } from 'node:http'
import type { Attempt } from '../../domain/callback.ts'
import type { Subscription, SubscriptionDraft, SubscriptionTarget } from '../../domain/subscription.ts'
import { document, type ElementValue, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { textOrAbsent } from '../shared.xml.ts'

const subject = {
  orderType: maybe('OrderType', textOrAbsent),
  eventType: maybe('EventType', textOrAbsent),
  orderId: maybe('OrderId', textOrAbsent),
}
const email = element({ address: maybe('Email', text), digest: maybe('DigestRequested', textOrAbsent) })

const draft = {
  ...subject,
  email: maybe('EmailSubscription', email),
  callback: maybe(
    'CallbackSubscription',
    element({
      url: maybe('URL', text),
      user: maybe('User', text),
      expiry: maybe('Expiry', textOrAbsent),
      digest: maybe('DigestRequested', textOrAbsent),
      credentials: maybe(
        'CallbackCredentials',
        element({
          basic: maybe(
            'BasicAuthentication',
            element({ username: maybe('Username', text), password: maybe('Password', text) }),
          ),
          publicKey: maybe('PublicKey', text),
        }),
      ),
      numberFormat: maybe('NumberFormat', textOrAbsent),
    }),
  ),
}

const subscription = {
  id: one('SubscriptionId', text),
  ...subject,
  email: maybe('EmailSubscription', email),
  callback: maybe(
    'CallbackSubscription',
    element({
      url: one('URL', text),
      user: maybe('User', text),
      /** Seconds that are left. */
      expiry: one('Expiry', integer),
      status: one('Status', text),
      // A password is never told.
      credentials: maybe(
        'CallbackCredentials',
        element({ basic: one('BasicAuthentication', element({ username: one('Username', text) })) }),
      ),
      numberFormat: maybe('NumberFormat', text),
    }),
  ),
}

export const subscriptionDocument = document('Subscription', element(draft))
export const subscriptionsResponse = document(
  'SubscriptionsResponse',
  element({
    subscriptions: one('Subscriptions', element({ subscriptions: many('Subscription', element(subscription)) })),
  }),
)

export function readSubscription({ callback, ...rest }: ElementValue<typeof draft>): SubscriptionDraft {
  const { credentials, ...others } = callback ?? {}
  return {
    ...rest,
    callback: callback && { ...others, credentials: credentials?.basic, publicKey: credentials?.publicKey },
  }
}

/** @param now - epoch ms */
export const wireSubscriptions = (subscriptions: readonly Subscription[], now: number) => ({
  subscriptions: { subscriptions: subscriptions.map((subscription) => wireSubscription(subscription, now)) },
})

function wireSubscription({ target, ...subject }: Subscription, now: number): ElementValue<typeof subscription> {
  return { ...subject, ...wireTarget(target, now) }
}

function wireTarget(target: SubscriptionTarget, now: number) {
  if (target.via === 'email') return { email: { address: target.email, digest: target.digest } }
  const { url, user, expiresAt, credentials, numberFormat, lastAttempt } = target
  return {
    callback: {
      ...{ url, user, expiry: Math.ceil((expiresAt - now) / 1_000), numberFormat },
      status: lastAttempt ? statusOf(lastAttempt) : 'READY',
      credentials: credentials && { basic: { username: credentials.userId } },
    },
  }
}

/** The status line of an answer, and its body if it had one. */
function statusOf({ status = 0, responseBody = '', error }: Attempt): string {
  if (error) return `${error.code}: ${error.message}`
  return `${status} ${STATUS_CODES[status] ?? ''} ${responseBody}`.trim()
}
