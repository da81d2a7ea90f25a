import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ask } from '../../lib/api.ts'
import { decoded } from '../../lib/route.ts'

/** Of the emulator's own media, by whatever name of the host: what is elsewhere is never asked for. */
export const isKeptHere = (url: string): boolean =>
  URL.canParse(url) &&
  /^https?:$/.test(new URL(url).protocol) &&
  /\/users\/[^/]+\/media\/./i.test(new URL(url).pathname)

/** The name of the file; where it is, when it is elsewhere. */
export function mediaName(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, host } = new URL(url)
  const name = decoded(pathname.split('/').at(-1) ?? '')
  return isKeptHere(url) ? name : `${name || 'media'} at ${host}`
}

/** What a browser shows as an image and cannot have anything in it that runs. */
const raster = /^image\/(png|jpeg|gif|webp)$/i

/** A media of a message: the image itself when the emulator has it, else its name. Asked for once it comes into sight. */
export function Attachment({ url }: { url: string }) {
  const place = useRef<HTMLSpanElement>(null)
  const image = useSignal<string | undefined>(undefined)
  const name = mediaName(url)
  useEffect(() => {
    if (!isKeptHere(url) || !place.current) return
    let shown: string | undefined
    const closed = new AbortController()
    const load = async () => {
      const response = await ask('GET', 'v1/media', { query: { url }, signal: closed.signal })
      if (!raster.test(response.headers.get('Content-Type') ?? '')) return
      const bytes = await response.blob()
      if (closed.signal.aborted) return
      shown = URL.createObjectURL(bytes)
      image.value = shown
    }
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      observer.disconnect()
      // Its name says what it is when it cannot be had.
      load().catch(() => {})
    })
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      closed.abort()
      if (shown !== undefined) URL.revokeObjectURL(shown)
    }
  }, [url])
  return (
    <span class="attachment" ref={place} data-image={image.value !== undefined}>
      {image.value === undefined ? (
        <>
          <span aria-hidden="true">▤ </span>
          <bdi>{name}</bdi>
        </>
      ) : (
        <img src={image.value} alt={name} />
      )}
    </span>
  )
}
