import type { MessageCallback, MessageEvent, Wording } from '../../domain/callback.ts'
import { failureDescription } from '../delivery-codes.ts'

const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'BandwidthAPI/v2' }

/**
 * What an application is sent: a list of one event. The order of members is the one captured in 2020; where
 * `errorCode` stands is not known.
 */
export function wordMessageCallback({ event, time }: MessageCallback): Wording {
  const { message } = event
  const outboundNow = message.direction === 'out' && message.profile === 'current'
  const body = [
    {
      time: new Date(time).toISOString(),
      type: event.type,
      to: event.to,
      description: descriptionOf(event),
      errorCode: event.errorCode,
      message: {
        id: message.id,
        owner: message.owner,
        applicationId: message.applicationId,
        time: new Date(message.time).toISOString(),
        segmentCount: message.segmentCount,
        direction: message.direction,
        to: message.to,
        from: message.from,
        // Since 2019-10 the vendor keeps no content: outbound callbacks come without it.
        text: outboundNow ? '' : message.text,
        media: message.media,
        tag: message.direction === 'out' ? (message.tag ?? (outboundNow ? '' : undefined)) : undefined,
        priority: outboundNow ? message.priority : undefined,
      },
    },
  ]
  return { headers, body: JSON.stringify(body) }
}

function descriptionOf({ type, message, errorCode }: MessageEvent): string {
  switch (type) {
    case 'message-received':
      return 'Incoming message received'
    case 'message-sending':
      return 'Message is sending to carrier'
    case 'message-failed':
      return failureDescription(errorCode ?? 0)
    case 'message-delivered':
      return message.profile === 'current' && message.type === 'sms' ? 'ok' : 'Message delivered to carrier'
  }
}
