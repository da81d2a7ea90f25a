import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { type Code, useCodes } from '../lib/codes.ts'

/** So many are offered at once. */
const mostOffered = 8

const fits = ({ code, description }: Code, words: string) =>
  words
    .toLowerCase()
    .split(/[\s-]+/)
    .every((word) => `${code} ${description}`.toLowerCase().includes(word))

/** Why what was typed cannot be sent. */
export const noCode = (typed: unknown): string =>
  `'${typed}' is no code. Choose one that is offered, or type its number.`

interface Props {
  readonly label: string
  readonly value: string
  readonly disabled?: boolean
  /** What is in the box: a code once one was chosen, or what is being typed. */
  readonly change: (value: string) => void
}

/** A box for the code that a message fails with, found by its number or by the words of its description. */
export function CodePicker({ label, value, disabled = false, change }: Props) {
  const known = useCodes()
  const open = useSignal(false)
  const at = useSignal(0)
  const id = useId()
  const chosen = known.find(({ code }) => String(code) === value)
  // While it is typed it may become one.
  const wrong = !open.value && value !== '' && !/^\d+$/.test(value)
  const offered = known.filter((each) => chosen || fits(each, value)).slice(0, mostOffered)
  const shown = open.value && !chosen && offered.length > 0
  const choose = ({ code }: Code) => {
    change(String(code))
    open.value = false
  }
  return (
    <div class="field code-picker">
      <label for={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-codes`}
        aria-autocomplete="list"
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        aria-activedescendant={shown ? `${id}-${at.value}` : undefined}
        autocomplete="off"
        placeholder="4720, or words"
        value={value}
        disabled={disabled}
        onFocus={() => (open.value = true)}
        onBlur={() => (open.value = false)}
        onInput={({ currentTarget }) => {
          open.value = true
          at.value = 0
          change(currentTarget.value)
        }}
        onKeyDown={(event) => {
          const { key } = event
          const code = offered[at.value]
          if (!shown || !code) return
          if (key === 'ArrowDown') at.value = (at.value + 1) % offered.length
          else if (key === 'ArrowUp') at.value = (at.value + offered.length - 1) % offered.length
          else if (key === 'Enter') choose(code)
          else if (key === 'Escape') open.value = false
          else return
          event.preventDefault()
        }}
      />
      {shown && (
        <div id={`${id}-codes`} role="listbox" aria-label="Codes" class="code-list">
          {offered.map((each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box, which keeps the focus
            <div
              key={each.code}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at.value}
              // Before the box loses the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(each)}
            >
              <span class="mono">{each.code}</span> {each.description}
            </div>
          ))}
        </div>
      )}
      {chosen && <span class="faint">{chosen.description}</span>}
      {wrong && (
        <span class="problem" id={`${id}-wrong`}>
          <bdi>{noCode(value)}</bdi>
        </span>
      )}
    </div>
  )
}
