import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { sameAccount } from '../../lib/route.ts'
import { Copy } from '../../parts/action.tsx'
import { Back, dots } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { Refused, useTask } from '../../parts/task.tsx'
import { credentialsOf, revealed, shownCurl } from './curl.ts'
import { accountId } from './tree.ts'

/** What is open at the right; where there is no room for both, with the way back. */
export function Detail({ title, actions, children }: DetailProps) {
  return (
    <>
      <header class="pane-head">
        <div>
          <Back query={sameAccount()} />
          <h2 tabIndex={-1} data-focus>
            <bdi>{title}</bdi>
          </h2>
        </div>
        {actions && <div class="line">{actions}</div>}
      </header>
      <div class="pane-body">{children}</div>
    </>
  )
}
interface DetailProps {
  readonly title: string
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

export function Part({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="prov-part">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** How the vendor's API shows what is open. */
export function ByApi({ curl, title = 'The same by the API' }: { curl: string; title?: string }) {
  return (
    <Part title={title}>
      <Curl of={curl} label="curl" />
    </Part>
  )
}

/** A command to be copied; its password is seen on demand alone. */
export function Curl({ of: curl, label, children }: { of: string; label: string; children?: ComponentChildren }) {
  const account = accountId.value ?? ''
  return (
    <>
      <Code text={shownCurl(curl, account)} label={label} />
      <div class="line">
        <Copy text={curl}>Copy as curl</Copy>
        {credentialsOf(account) && <Reveal>the password in the command</Reveal>}
        {children}
      </div>
    </>
  )
}

/** Shows the password of the account, or hides it: wherever it stands. */
function Reveal({ children }: { children: string }) {
  const account = accountId.value
  const shown = revealed.value !== undefined && revealed.value === account
  return (
    <button type="button" class="button quiet" onClick={() => (revealed.value = shown ? undefined : account)}>
      {shown ? 'Hide' : 'Reveal'}
      <span class="visually-hidden"> {children}</span>
    </button>
  )
}

/** An id to be copied. */
export function Id({ of, name }: { of: string; name: string }) {
  return (
    <span class="line prov-fact">
      <code class="prov-id">{of}</code>
      <Copy text={of}>
        Copy<span class="visually-hidden"> {name}</span>
      </Copy>
    </span>
  )
}

/** The password of the account, which is not to be read over a shoulder. */
export function Password({ of }: { of: string }) {
  return (
    <span class="line prov-fact">
      <code>{revealed.value !== undefined && revealed.value === accountId.value ? of : dots}</code>
      <Reveal>the password</Reveal>
    </span>
  )
}

/** Links in what is set up that are broken, and beneath them what mends them. */
export function Broken({ problems, children }: { problems: readonly string[]; children?: ComponentChildren }) {
  if (problems.length === 0) return null
  return (
    <div class="problem prov-broken">
      {problems.map((sentence) => (
        <p key={sentence}>
          <span aria-hidden="true">✕ </span>
          <bdi>{sentence}</bdi>
        </p>
      ))}
      {children}
    </div>
  )
}

interface FieldProps {
  readonly label: string
  /** What the vendor's API calls it. */
  readonly code?: string
  readonly hint?: ComponentChildren
  readonly name: string
  readonly value?: string
  readonly required?: boolean
  /** Not to be read over a shoulder. */
  readonly secret?: boolean
}

/** A text of a form; what is typed stays with it. */
export function TextField({ label, code, hint, name, value = '', secret = false, required = false }: FieldProps) {
  const id = useId()
  const box = {
    ...({ id, name, required, defaultValue: value, autocomplete: 'off', spellcheck: false } as const),
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
  }
  return (
    <div class="field">
      <label for={id}>
        {label} {code && <code class="faint">{code}</code>}
      </label>
      {secret ? <input type="password" {...box} /> : <input type="text" {...box} />}
      {hint !== undefined && (
        <span class="faint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** On the step that is open, if there are steps: where one goes on when what had the focus is gone. */
export function focusHeading(): void {
  const pane = document.querySelector('.detail-pane')
  const heading =
    pane?.querySelector<HTMLElement>('[data-focus=step]') ?? pane?.querySelector<HTMLElement>('[data-focus]')
  const isStep = heading?.dataset.focus === 'step'
  heading?.focus({ preventScroll: isStep })
  if (isStep) scrollToStep()
  else heading?.scrollIntoView({ block: 'nearest' })
}

/** Brings the step that is open to the top of its pane; the page around it stays where it is. */
export function scrollToStep(): void {
  const step = document.querySelector('.detail-pane [data-focus=step]')
  const pane = step?.closest('.pane-body')
  // With as much room above as anything there has.
  if (step && pane) pane.scrollTop += step.getBoundingClientRect().top - pane.getBoundingClientRect().top - 14
}

/** After something was done, once the page shows what came of it. */
export function keepFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusHeading()
  })
}

interface FormProps {
  readonly label: string
  /** What is written on the button that sends it. */
  readonly button: string
  /** What it throws is told beside the button, and what was typed is kept. */
  readonly submit: (data: FormData, form: HTMLFormElement) => Promise<void>
  readonly look?: 'main'
  /** On one line. */
  readonly inline?: boolean
  readonly children: ComponentChildren
}

/** The emulator says what is wrong with what is sent, not the browser: its sentences name the way out. */
export function Form({ label, button, submit, look, inline = false, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const { run, busy, refused } = useTask(async () => {
    if (form.current) await submit(new FormData(form.current), form.current)
  })
  return (
    <form
      ref={form}
      class={inline ? 'form prov-inline' : 'form'}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      {children}
      {/* Not disabled while it is sent: it would lose the focus. */}
      <button type="submit" class="button prov-submit" data-look={look} aria-disabled={busy}>
        {button}
      </button>
      <Refused because={refused} />
    </form>
  )
}

/** What stands in a field, without white space around it; undefined when nothing does. */
export function textIn(data: FormData, name: string): string | undefined {
  const text = String(data.get(name) ?? '').trim()
  return text === '' ? undefined : text
}

/** Statuses, faults and the like, in words: `TelephoneNumberNotForSale`, `PENDING_DOCUMENTS`. */
export function wordsOf(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
  return spaced.toLowerCase()
}

/** Not one that is taken: `My location 2`. */
export function freeName(name: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map((each) => each.name))
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name} ${number}`
    if (!names.has(free)) return free
  }
}
