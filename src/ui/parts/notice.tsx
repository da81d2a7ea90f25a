import { notice } from '../lib/notices.ts'

/** What is told for a moment. @param silent - it is told elsewhere */
export function Notice({ silent = false }: { silent?: boolean }) {
  const told = silent ? undefined : notice.value
  return (
    <div class="notices" aria-live="polite">
      {told && (
        <div class="notice" data-tone={told.tone} role={told.tone === 'bad' ? 'alert' : undefined}>
          <p>{told.text}</p>
          <button
            type="button"
            class="button quiet"
            aria-label="Close the notice"
            onClick={() => (notice.value = undefined)}
          >
            ✕
          </button>
        </div>
      )}
    </div>
  )
}
