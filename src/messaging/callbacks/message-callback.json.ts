import { isoTime } from '../../core/iso-time.ts'
import type { MessageCallback, MessageEvent, Wording } from '../../domain/callback.ts'
import { failureDescription } from '../../domain/delivery-codes.ts'
import type { Message } from '../../domain/message.ts'

const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'BandwidthAPI/v2' }

/**
 * What an application is sent: a list of one event, or of several where a rule gathers them. The order of members is the
 * one captured in 2020; where `errorCode` stands is not known.
 */
export function wordMessageCallback(callback: MessageCallback): Wording {
  const { batch } = callback
  return { headers, body: batch ? JSON.stringify(batch.map(eventJson)) : `[${JSON.stringify(eventJson(callback))}]` }
}

function eventJson({ event, time }: Pick<MessageCallback, 'event' | 'time'>) {
  const { message } = event
  const outbound = message.direction === 'out'
  const isInboundRbm = !outbound && message.channel === 'RBM'
  const outboundNow = outbound && message.profile === 'current'
  return {
    time: isoTime(time),
    eventTime: event.type === 'message-read' ? isoTime(time) : undefined,
    type: event.type,
    to: event.to,
    description: descriptionOf(event),
    errorCode: event.errorCode,
    message: {
      id: message.id,
      owner: message.owner,
      applicationId: message.applicationId,
      time: isoTime(message.time),
      segmentCount: message.segmentCount,
      direction: message.direction,
      to: message.to,
      from: message.from,
      text: isInboundRbm ? undefined : isForgotten(message) ? '' : message.text,
      media: isInboundRbm ? undefined : message.media,
      tag: outbound ? (message.tag ?? (outboundNow ? '' : undefined)) : undefined,
      priority: outboundNow ? message.priority : undefined,
      channel: message.channel,
      content: isInboundRbm ? rbmContentOf(message) : undefined,
      suggestionResponse: isInboundRbm ? message.suggestionResponse : undefined,
      locationResponse: isInboundRbm ? message.locationResponse : undefined,
    },
  }
}

/** Since 2019-10 the vendor keeps no content: outbound callbacks come without it. */
const isForgotten = ({ direction, profile }: Message) => direction === 'out' && profile === 'current'

/** What comes in by RBM, in the words of the specification of 2026; nobody has seen one. */
const rbmContentOf = ({ text, media, suggestionResponse, locationResponse }: Message) =>
  suggestionResponse || locationResponse
    ? undefined
    : { text: text || undefined, media: media?.[0] ? { fileUrl: media[0] } : undefined }

/** The texts of 2026 about RBM: that of `message-read` is ours. */
function descriptionOf({ type, message, errorCode }: MessageEvent): string {
  switch (type) {
    case 'message-received':
    case 'suggestion-response':
    case 'requested-location-response':
      return 'Incoming message received'
    case 'message-sending':
      return 'Message is sending to carrier'
    case 'message-sent':
      return message.profile === 'current' ? 'Message sent to carrier' : 'Outgoing message sent'
    case 'message-failed':
      return failureDescription(errorCode ?? 0)
    case 'message-read':
      return 'Message read by recipient.'
    case 'message-delivered':
      if (message.type === 'rcs') return 'Message delivered to handset.'
      return message.profile === 'current' && message.type === 'sms' ? 'ok' : 'Message delivered to carrier'
  }
}
