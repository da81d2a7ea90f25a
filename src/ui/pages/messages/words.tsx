import { counted } from '../../lib/format.ts'
import { Badge, type Tone } from '../../parts/bits.tsx'
import type { Row } from './conversations.ts'

type Fate = Row['recipients'][number]

const tones: Readonly<Record<Fate['state'], Tone>> = { pending: 'wait', delivered: 'good', failed: 'bad' }

const fateInWords = ({ to, state, errorCode }: Fate, underWay: readonly string[] = []): string => {
  if (state === 'pending') return underWay.includes(to) ? 'sending' : 'accepted'
  return state === 'failed' ? `failed ${errorCode ?? ''}`.trimEnd() : state
}

interface FatesProps {
  readonly of: Row
  /** For whom it is known to be on its way to a carrier. */
  readonly underWay?: readonly string[]
}

/** What became of a message: in a word; of one with several recipients for each of them. */
export function Fates({ of: { direction, recipients }, underWay }: FatesProps) {
  if (direction === 'in') return <Badge>received</Badge>
  const group = recipients.length > 1
  return (
    <>
      {recipients.map((fate) => (
        <Badge key={fate.to} tone={tones[fate.state]}>
          {group && <bdi>{fate.to} </bdi>}
          {fateInWords(fate, underWay)}
        </Badge>
      ))}
    </>
  )
}

const states: Readonly<Record<Row['state'], readonly [Tone, string]>> = {
  accepted: ['wait', 'accepted'],
  delivered: ['good', 'delivered'],
  partial: ['bad', 'failed for some'],
  failed: ['bad', 'failed'],
  received: ['plain', 'received'],
}

/** The same in one word, however many recipients there are. */
export function State({ of: row }: { of: Row }) {
  const [tone, word] = states[row.state]
  const [only, ...rest] = row.recipients
  return <Badge tone={tone}>{only && rest.length === 0 ? fateInWords(only) : word}</Badge>
}

/** Why it failed, where it did: each reason once. */
export const reasonsOf = ({ recipients }: Row): string[] => [
  ...new Set(recipients.flatMap(({ state, reason }) => (state === 'failed' && reason ? [reason] : []))),
]

/** `SMS`, and how many parts it travels in. */
export const typeInWords = ({ type, channel }: Row): string => channel ?? (type === 'rcs' ? 'RCS' : type.toUpperCase())

export const segmentsInWords = ({ segmentCount, encoding }: Row): string =>
  `${counted(segmentCount, 'segment')}, ${encoding}`

interface Card {
  readonly title?: string
  readonly description?: string
  readonly media?: { readonly fileUrl?: string }
  readonly suggestions?: readonly { readonly text?: string }[]
}

interface RichContent extends Pick<Card, 'suggestions'> {
  readonly cardContent?: Card
  readonly cardContents?: readonly Card[]
}

/** What a message by RBM has beside text and media. */
export function richOf({ channelList, channel }: Row): { cards: readonly Card[]; suggestions: readonly string[] } {
  const content = channelList?.find((way) => way.channel === channel && channel === 'RBM')?.content as
    | RichContent
    | undefined
  const cards = content?.cardContents ?? (content?.cardContent ? [content.cardContent] : [])
  return { cards, suggestions: suggestionsOf(content) }
}

export const suggestionsOf = (of: Pick<Card, 'suggestions'> | undefined): string[] =>
  (of?.suggestions ?? []).flatMap(({ text }) => text ?? [])

/** What is read of it at a glance. */
export function gist(row: Row): string {
  const { text, media = [], suggestionResponse, locationResponse } = row
  if (text !== '') return text.slice(0, 160).replace(/[\ud800-\udbff]$/, '')
  if (suggestionResponse) return `Tapped: ${suggestionResponse.text}`
  if (locationResponse) return `Location: ${locationResponse.latitude}, ${locationResponse.longitude}`
  const [card] = richOf(row).cards
  if (card) return card.title ?? card.description ?? 'A card'
  return media.length > 0 ? counted(media.length, 'media file') : 'No text'
}
