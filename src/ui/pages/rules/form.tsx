import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { Covered } from '../../../control/coverage.ts'
import type { RuleDraft, RuleView } from '../../../control/rules.ts'
import { get, send } from '../../lib/api.ts'
import { useCodes } from '../../lib/codes.ts'
import { ruleDraft } from '../../lib/drafts.ts'
import { tell } from '../../lib/notices.ts'
import { refresh } from '../../lib/polled.ts'
import { linkTo, navigate } from '../../lib/route.ts'
import { Copy } from '../../parts/action.tsx'
import { CodePicker, noCode } from '../../parts/code-picker.tsx'
import { Refused, useTask } from '../../parts/task.tsx'
import { type Field, fieldsOf, subjects, terms } from './fields.ts'
import { curlOf, draftOf, ofAccount, presets } from './presets.ts'
import { sentenceOf } from './sentence.ts'

type Json = Readonly<Record<string, unknown>>
const textOf = (rule: unknown) => JSON.stringify(rule, null, 2)

/** The object that a text is, if it is one. */
function objectIn(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

/** @throws Error that says where it is none */
function jsonIn(text: string): object {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`This is no JSON: ${(error as Error).message}`)
  }
}

const part = (rule: Json, name: string): Json =>
  typeof rule[name] === 'object' && rule[name] !== null ? (rule[name] as Json) : {}

/** Where a field writes: `then.fail`, or a member of the rule itself. */
function valueAt(rule: Json, { path: [outer, inner = ''] }: Field): unknown {
  return inner === '' ? rule[outer] : part(rule, outer)[inner]
}

function withValue(rule: Json, { path: [outer, inner = ''] }: Field, value: unknown): Json {
  if (inner !== '') {
    const { [inner]: _, ...others } = part(rule, outer)
    const changed = value === undefined ? others : { ...part(rule, outer), [inner]: value }
    // `then` has to be there, `when` only with something in it.
    return withMember(rule, outer, outer === 'when' && Object.keys(changed).length === 0 ? undefined : changed)
  }
  return withMember(rule, outer, value)
}

function withMember(rule: Json, name: string, value: unknown): Json {
  const { [name]: _, ...others } = rule
  const all: Json = value === undefined ? others : { ...rule, [name]: value }
  // As people write them, whatever was typed first.
  const order = ['name', 'on', 'when', 'then', 'times', 'nth', 'probability', 'ttl']
  const place = (each: string) => (order.includes(each) ? order.indexOf(each) : order.length)
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => place(one) - place(other)))
}

const begun = () => textOf(ofAccount({ on: 'message', then: {} }))

/** A rule as it is written: the JSON is what counts, the form writes into it. @param rule - the one to replace */
export function RuleForm({ rule: replaced }: { rule?: RuleView }) {
  const text = useSignal(replaced ? textOf(draftOf(replaced)) : begun())
  const id = useId()
  const codes = useCodes()
  useSignalEffect(() => {
    if (replaced || !ruleDraft.value) return
    text.value = textOf(ruleDraft.value)
    ruleDraft.value = undefined
  })
  const rule = useComputed(() => objectIn(text.value))
  const { run, busy, refused, forget } = useTask(async () => {
    // What is no JSON is refused here, and words for a code; the rest by the emulator.
    const json = jsonIn(text.value)
    const { fail } = part(json as Json, 'then')
    if (typeof fail === 'string') throw new Error(noCode(fail))
    const kept = await (replaced
      ? send<RuleView>('PUT', `v1/rules/${replaced.id}`, json)
      : send<RuleView>('POST', 'v1/rules', json))
    await refresh()
    tell(replaced ? `Rule ${kept.id} is changed, and counts anew.` : `Rule ${kept.id} is in force.`)
    navigate({ id: kept.id }, { replace: true })
  })
  const write = (changed: Json) => {
    text.value = textOf(changed)
    forget()
  }
  const on = subjects.find(({ value }) => value === rule.value?.on)?.value
  const fields = on && fieldsOf(on)
  return (
    <form
      class="form pane-body rule-form"
      aria-label={replaced ? `Edit rule ${replaced.id}` : 'New rule'}
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      <header class="line spread">
        <h2>{replaced ? `Edit rule ${replaced.id}` : 'New rule'}</h2>
        <a class="button quiet" href={linkTo({ id: replaced?.id })}>
          Cancel
        </a>
      </header>
      {!replaced && (
        <div class="line">
          <span class="faint">Such as:</span>
          {presets.map((preset) => (
            <button
              type="button"
              class="button quiet preset"
              key={preset.title}
              onClick={() => write(ofAccount(preset.rule) as unknown as Json)}
            >
              {preset.title}
            </button>
          ))}
        </div>
      )}
      {rule.value ? (
        <p class="hint rule-sentence">
          <bdi>{sentenceOf(rule.value as unknown as Partial<RuleDraft>, codes)}.</bdi>
        </p>
      ) : (
        <p class="problem">The JSON below cannot be read. Mend it, and the form goes on.</p>
      )}
      <label class="field">
        About
        <select
          value={on ?? ''}
          disabled={!rule.value}
          onChange={({ currentTarget: { value } }) => {
            const { when: _, then: _t, ...kept } = rule.value ?? {}
            const { account } = part(rule.value ?? {}, 'when')
            write(withMember({ ...kept, on: value, ...(account !== undefined && { when: { account } }) }, 'then', {}))
          }}
        >
          {on === undefined && <option value="">Choose</option>}
          {subjects.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {rule.value && fields && (
        <>
          <Fields legend="Which ones" fields={fields.when} rule={rule.value} {...{ write }} />
          <Fields legend="What happens" fields={fields.then} rule={rule.value} {...{ write }} />
          <Fields legend="How often, how long" fields={terms} rule={rule.value} {...{ write }} />
        </>
      )}
      <div class="field">
        <label for={id}>The rule as JSON</label>
        <span class="faint" id={`${id}-says`}>
          This is what counts: the form writes into it, and more can be said here than there.
        </span>
        <textarea
          id={id}
          class="mono"
          aria-describedby={refused ? `${id}-says ${id}-refused` : `${id}-says`}
          aria-invalid={refused !== undefined}
          spellcheck={false}
          rows={Math.min(24, Math.max(6, text.value.split('\n').length))}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value
            forget()
          }}
        />
      </div>
      <Refused because={refused} id={`${id}-refused`} />
      <div class="line">
        <button type="submit" class="button" data-look="main" aria-disabled={busy}>
          {replaced ? 'Save the rule' : 'Add the rule'}
        </button>
        <Copy text={() => Promise.resolve(curlOf(rule.value ? JSON.stringify(rule.value) : text.value))}>
          Copy as curl
        </Copy>
      </div>
    </form>
  )
}

interface Of {
  readonly rule: Json
  readonly write: (changed: Json) => void
}

function Fields({ legend, fields, rule, write }: Of & { legend: string; fields: readonly Field[] }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="rule-fields">
        {fields.map((field) => (
          <Input key={field.path.join('.')} {...{ field, rule, write }} />
        ))}
      </div>
    </fieldset>
  )
}

function Input({ field, rule, write }: Of & { field: Field }) {
  const value = valueAt(rule, field)
  const set = (given: unknown) => write(withValue(rule, field, given))
  // What cannot be a number stays as it was typed: the emulator says what it wants.
  const setText = (given: string) =>
    set(given === '' ? undefined : field.as === 'number' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : given)
  const text = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const { label } = field
  switch (field.as) {
    case 'code':
      return (
        <CodePicker
          {...{ label, value: text }}
          change={(given) => set(given === '' ? undefined : /^\d+$/.test(given) ? Number(given) : given)}
        />
      )
    case 'switch':
      return (
        <label class="choice">
          <input
            type="checkbox"
            checked={value === true}
            onChange={({ currentTarget }) => set(currentTarget.checked || undefined)}
          />
          {label}
        </label>
      )
    case 'one':
      return <OneOf {...{ field, rule, write }} />
    case 'operation':
      return <OperationInput {...{ label, text, setText }} />
    default:
      return <TextInput {...{ field, text, setText }} />
  }
}

/** Kept as it is typed: `0.` is on the way to `0.5`. */
function TextInput({ field, text, setText }: { field: Field; text: string; setText: (given: string) => void }) {
  const typed = useSignal(text)
  const same = Number(typed.value) === Number(text) && typed.value !== '' && text !== ''
  return (
    <label class="field">
      {field.label}
      <input
        value={same ? typed.value : text}
        placeholder={field.hint}
        inputMode={field.as === 'number' ? 'decimal' : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value
          setText(currentTarget.value)
        }}
      />
    </label>
  )
}

/** A choice among words; among switches of which only one can be on, when the field has several of these. */
function OneOf({ field, rule, write }: Of & { field: Field }) {
  const { label, words = [], switches = [], path } = field
  const at = (name: string): Field => ({ ...field, path: [path[0], name] })
  const chosen =
    switches.length > 0
      ? (switches.find((name) => valueAt(rule, at(name)) === true) ?? '')
      : String(valueAt(rule, field) ?? '')
  const known = words.some(([value]) => value === chosen)
  const choose = (value: string) => {
    if (switches.length === 0) return write(withValue(rule, field, value || undefined))
    const without = switches.reduce((changed, name) => withValue(changed, at(name), undefined), rule)
    write(value === '' ? without : withValue(without, at(value), true))
  }
  return (
    <label class="field">
      {label}
      <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{field.hint ?? 'any'}</option>
        {chosen !== '' && !known && <option value={chosen}>{chosen}</option>}
        {words.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}

let operations: Promise<readonly string[]> | undefined

function OperationInput({ label, text, setText }: { label: string; text: string; setText: (given: string) => void }) {
  const names = useSignal<readonly string[]>([])
  const id = useId()
  useEffect(() => {
    operations ??= get<{ operations: Covered[] }>('v1/coverage').then((told) => told.operations.map(({ name }) => name))
    operations.then(
      (told) => (names.value = told),
      () => (operations = undefined),
    )
  }, [])
  return (
    <>
      <label class="field">
        {label}
        <input
          list={id}
          value={text}
          placeholder="CreateMessage"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <datalist id={id}>
        {names.value.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
