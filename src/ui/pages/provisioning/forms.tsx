import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { AvailableNumberView } from '../../../control/provisioning/numbers.ts'
import type { ApplicationView, ProvisioningView, SipPeerView, SiteView } from '../../../control/provisioning/views.ts'
import type { OrderRecord } from '../../../control/records/views.ts'
import { get, send } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { tell } from '../../lib/notices.ts'
import { at } from './at.ts'
import { Form, freeName, keepFocus, TextField, textIn } from './bits.tsx'
import { remember, standing } from './made.ts'
import { locationsIn, messagingIn, reloadTree } from './tree.ts'

interface Props {
  readonly tree: ProvisioningView
  /** With the id of what was made, once the tree has it. */
  readonly then: (id: string) => void
}

/** @param application - the one to change; a new one without it */
export function ApplicationForm({ tree, then, application }: Props & { readonly application?: ApplicationView }) {
  const account = tree.account.id
  const url = useRef<HTMLDivElement>(null)
  const [name] = useState(() => application?.name ?? freeName('My application', tree.applications))
  const { outboundCallbackUrl, callbackUserId } = application ?? {}
  const useSink = () => {
    const input = url.current?.querySelector('input')
    if (!input) return
    input.value = info.value?.urls.sinkUrl ?? ''
    input.focus()
  }
  return (
    <Form
      label={application ? `Change ${application.name}` : 'Create application'}
      button={application ? 'Save' : 'Create application'}
      look="main"
      submit={async (data) => {
        const [userId, password] = [textIn(data, 'userId'), textIn(data, 'password')]
        // The password of a user that stays is not told, and stays as well.
        const same = application && password === undefined && userId === callbackUserId
        const given = userId || password ? { userId: userId ?? '', password: password ?? '' } : undefined
        const body = {
          ...{ account, name: textIn(data, 'name') ?? '', callbackUrl: textIn(data, 'callbackUrl') ?? '' },
          ...(!same && given && { callbackCredentials: given }),
          ...(!same && !given && application && { callbackCredentials: null }),
        }
        const made = await (application
          ? send<ApplicationView>('PUT', `v1/applications/${encodeURIComponent(application.id)}`, body)
          : send<ApplicationView>('POST', 'v1/applications', body))
        remember(account, { applicationId: made.id })
        await reloadTree()
        tell(application ? `Callbacks of ${made.name} go to ${made.callbackUrl}.` : `Application ${made.name} is made.`)
        then(made.id)
      }}
    >
      <TextField label="Name" code="AppName" name="name" value={name} required />
      <div ref={url} class="stack">
        <TextField
          label="Callback URL"
          code="CallbackUrl"
          name="callbackUrl"
          value={application?.callbackUrl ?? 'http://localhost:3000/callbacks'}
          required
          hint={
            <>
              {outboundCallbackUrl === undefined
                ? 'Gets every message event.'
                : `Gets inbound messages; what becomes of outbound ones goes to ${outboundCallbackUrl}.`}{' '}
              Such as <code>http://localhost:3000/callbacks</code>; from a container, your machine is{' '}
              <code>http://host.docker.internal:3000</code>.
            </>
          }
        />
        <div class="line">
          <button type="button" class="button" onClick={useSink}>
            Use the emulator's own sink
          </button>
          <span class="faint">It answers 200 to all, when you have no receiver yet.</span>
        </div>
      </div>
      <fieldset>
        <legend>
          Callback credentials, optional <code class="faint">CallbackCreds</code>
        </legend>
        <div class="prov-fields">
          <TextField label="User id" code="UserId" name="userId" value={callbackUserId ?? ''} />
          <TextField
            label="Password"
            code="Password"
            name="password"
            secret
            {...(callbackUserId !== undefined && { hint: 'Left empty, it stays as it is.' })}
          />
        </div>
      </fieldset>
    </Form>
  )
}

export function SiteForm({ tree, then }: Props) {
  const account = tree.account.id
  const [name] = useState(() => freeName('My sub-account', tree.sites))
  return (
    <Form
      label="Create sub-account"
      button="Create sub-account"
      look="main"
      submit={async (data) => {
        const parts = ['houseNumber', 'streetName', 'city', 'stateCode', 'zip', 'addressType']
        const description = textIn(data, 'description')
        const made = await send<SiteView>('POST', 'v1/sites', {
          ...{ account, name: textIn(data, 'name') ?? '', ...(description && { description }) },
          address: Object.fromEntries(parts.map((part) => [part, textIn(data, part) ?? ''])),
        })
        remember(account, { siteId: made.id })
        await reloadTree()
        tell(`Sub-account ${made.name} is made.`)
        then(made.id)
      }}
    >
      <TextField label="Name" name="name" value={name} required />
      <TextField label="Description, optional" name="description" />
      <fieldset>
        <legend>Address</legend>
        <div class="prov-fields">
          <TextField label="House number" name="houseNumber" value="900" required />
          <TextField label="Street" name="streetName" value="Main Campus Dr" required />
          <TextField label="City" name="city" value="Raleigh" required />
          <TextField label="State" name="stateCode" value="NC" required />
          <TextField label="Zip" name="zip" value="27606" required />
          <label class="field">
            Type
            <select name="addressType">
              <option>Service</option>
              <option>Billing</option>
            </select>
          </label>
        </div>
      </fieldset>
    </Form>
  )
}

export function SipPeerForm({ tree, then, siteId }: Props & { readonly siteId?: string }) {
  const account = tree.account.id
  const { application, site } = standing(tree)
  const [name] = useState(() => freeName('My location', locationsIn(tree)))
  const sms = useSignal(true)
  const v2 = useSignal(true)
  const on = sms.value && v2.value
  if (!site)
    return (
      <p class="hint">
        A location is part of a sub-account, and there is none. <a href={at('new:site')}>Create a sub-account</a> first.
      </p>
    )
  return (
    <Form
      label="Create location"
      button="Create location"
      look="main"
      submit={async (data) => {
        const applicationId = textIn(data, 'applicationId')
        const siteId = textIn(data, 'siteId') ?? ''
        const made = await send<SipPeerView>('POST', 'v1/sip-peers', {
          ...{ account, siteId, name: textIn(data, 'name') ?? '', sms: on },
          ...(on && { tollFree: data.has('tollFree'), shortCode: data.has('shortCode'), v2Messaging: true }),
          ...(on && applicationId && { applicationId }),
        })
        remember(account, { siteId, sipPeerId: made.id })
        await reloadTree()
        tell(`Location ${made.name} is made.`)
        then(made.id)
      }}
    >
      <TextField label="Name" name="name" value={name} required />
      <label class="field">
        Sub-account
        <select name="siteId">
          {tree.sites.map(({ id, name }) => (
            <option key={id} value={id} selected={id === (siteId ?? site.id)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>Messaging</legend>
        <div class="stack">
          <Choice
            name="sms"
            label="SMS enabled"
            hint="MMS comes with it"
            checked={sms.value}
            change={(is) => (sms.value = is)}
          />
          <Choice name="tollFree" label="Toll Free" checked disabled={!on} />
          <Choice name="shortCode" label="Short Code" disabled={!on} />
          <Choice
            name="v2"
            label="V2 Messaging"
            hint={v2.value ? 'over HTTP, told to an application' : 'without it, nothing here carries messages'}
            checked={v2.value}
            change={(is) => (v2.value = is)}
          />
          <label class="field">
            Application
            <select name="applicationId" disabled={!on}>
              {messagingIn(tree).map(({ id, name }) => (
                <option key={id} value={id} selected={id === application?.id}>
                  {name}
                </option>
              ))}
              <option value="">None: nobody is told of its messages</option>
            </select>
          </label>
        </div>
      </fieldset>
    </Form>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly change?: (is: boolean) => void
}

function Choice({ name, label, hint, checked = false, disabled = false, change }: ChoiceProps) {
  const id = useId()
  return (
    <div class="choice">
      <input
        {...{ id, name, disabled }}
        type="checkbox"
        defaultChecked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ currentTarget }) => change?.(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <span class="faint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** What one looks for numbers by, and with which fields. */
const searches = {
  areaCode: { label: 'Area code', fields: ['areaCode'] },
  city: { label: 'City and state', fields: ['city', 'state'] },
  tollFree: { label: 'Toll-free', fields: ['tollFreeWildCardPattern'] },
} as const
type Search = keyof typeof searches

/** Search, choose, order. @param then - is called as soon as the order is placed */
export function OrderForm({ tree, then }: { tree: ProvisioningView; then: (order: OrderRecord) => void }) {
  const account = tree.account.id
  const by = useSignal<Search>('areaCode')
  const found = useSignal<readonly AvailableNumberView[] | undefined>(undefined)
  const asked = useSignal('')
  const results = useRef<HTMLDivElement>(null)
  useEffect(() => {
    results.current?.querySelector('input')?.focus()
  }, [found.value])
  const { location } = standing(tree)
  if (!location)
    return (
      <p class="hint">
        Numbers are ordered to a location, and there is none. <a href={at('new:sip-peer')}>Create a location</a> first.
      </p>
    )
  return (
    <>
      <Form
        label="Search numbers"
        button="Search"
        look="main"
        submit={async (data) => {
          const { fields } = searches[by.value]
          const wanted = Object.fromEntries(fields.map((field) => [field, textIn(data, field)]))
          const quantity = textIn(data, 'quantity')
          found.value = undefined
          const { numbers } = await get<{ numbers: AvailableNumberView[] }>('v1/available-numbers', {
            ...{ account, quantity, ...wanted },
          })
          asked.value = fields.flatMap((field) => wanted[field] ?? []).join(', ')
          found.value = numbers
        }}
      >
        <div class="prov-fields">
          <label class="field">
            Search by
            <select onChange={({ currentTarget }) => (by.value = currentTarget.value as Search)}>
              {Object.entries(searches).map(([value, { label }]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          {by.value === 'areaCode' && <TextField key="areaCode" label="Area code" name="areaCode" value="919" />}
          {by.value === 'city' && (
            <>
              <TextField key="city" label="City" name="city" value="Raleigh" />
              <TextField key="state" label="State" name="state" value="NC" />
            </>
          )}
          {by.value === 'tollFree' && (
            <TextField key="tollFree" label="Pattern, such as 8** or 83*" name="tollFreeWildCardPattern" value="8**" />
          )}
          <TextField label="How many to show" name="quantity" value="10" />
        </div>
      </Form>
      <div ref={results} aria-live="polite">
        {found.value?.length === 0 && (
          <p class="problem">
            No numbers are for sale with {asked.value}. Search for something else, such as area code 919 or the pattern
            8**.
          </p>
        )}
        {found.value !== undefined && found.value.length > 0 && (
          <Results
            numbers={found.value}
            tree={tree}
            chosen={location.id}
            place={async (telephoneNumbers, sipPeerId) => {
              const { site } = locationsIn(tree).find(({ id }) => id === sipPeerId) ?? location
              const order = await send<OrderRecord>('POST', 'v1/orders', {
                ...{ account, siteId: site.id, sipPeerId, telephoneNumbers },
              })
              remember(account, { siteId: site.id, sipPeerId, orderId: order.id })
              found.value = undefined
              then(order)
              keepFocus()
            }}
          />
        )}
      </div>
    </>
  )
}

interface ResultsProps {
  readonly numbers: readonly AvailableNumberView[]
  readonly tree: ProvisioningView
  /** The location that is suggested. */
  readonly chosen: string
  readonly place: (numbers: readonly string[], sipPeerId: string) => Promise<void>
}

function Results({ numbers, tree, chosen, place }: ResultsProps) {
  const [first] = numbers
  const picked = useSignal<ReadonlySet<string>>(new Set(first && [first.number]))
  const pick = (number: string, is: boolean) => {
    const next = new Set(picked.value)
    if (is) next.add(number)
    else next.delete(number)
    picked.value = next
  }
  return (
    <Form
      label="Order numbers"
      button={`Order ${counted(picked.value.size, 'number')}`}
      look="main"
      submit={async (data) => {
        if (picked.value.size === 0) throw new Error('Choose one number at least.')
        await place([...picked.value], String(data.get('sipPeerId')))
      }}
    >
      <fieldset>
        <legend>{counted(numbers.length, 'number')} for sale</legend>
        <ul class="prov-results">
          {numbers.map(({ number, city, state }) => (
            <li key={number}>
              <label class="choice">
                <input
                  type="checkbox"
                  checked={picked.value.has(number)}
                  onChange={({ currentTarget }) => pick(number, currentTarget.checked)}
                />
                <span class="mono">{number}</span>
                <span class="faint">{[city, state].filter(Boolean).join(', ')}</span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <LocationSelect tree={tree} chosen={chosen} label="To sub-account and location" />
    </Form>
  )
}

interface LocationSelectProps {
  readonly tree: ProvisioningView
  readonly chosen?: string | undefined
  readonly label: string
  /** Whether it is told which application each has. */
  readonly withApplication?: boolean
}

function LocationSelect({ tree, chosen, label, withApplication = false }: LocationSelectProps) {
  const names = new Map(tree.applications.map(({ id, name }) => [id, name]))
  return (
    <label class="field">
      {label}
      <select name="sipPeerId">
        {locationsIn(tree).map(({ id, name, site, applicationId }) => (
          <option key={id} value={id} selected={id === chosen}>
            {site.name} / {name}
            {withApplication && applicationId !== undefined && `, which has ${names.get(applicationId)}`}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Assigns an application to a location: of either of them, with the other to be chosen. */
export function AssignForm({ tree, sipPeer, application }: AssignProps) {
  const account = tree.account.id
  const applications = messagingIn(tree)
  const locations = locationsIn(tree)
  const able = application ? locations.length > 0 : applications.length > 0
  if (!able)
    return application ? (
      <p>
        There is no location yet: <a href={at('new:sip-peer')}>create one</a>.
      </p>
    ) : (
      <p>
        There is no messaging application yet: <a href={at('new:application')}>create one</a>.
      </p>
    )
  return (
    <Form
      label={`Assign ${sipPeer ? `an application to ${sipPeer.name}` : `${application?.name} to a location`}`}
      button="Assign"
      inline
      submit={async (data) => {
        const applicationId = application?.id ?? textIn(data, 'applicationId') ?? null
        const to = sipPeer?.id ?? String(data.get('sipPeerId'))
        const changed = await send<SipPeerView>('PUT', `v1/sip-peers/${to}/application`, { account, applicationId })
        const name = applications.find(({ id }) => id === applicationId)?.name
        tell(name ? `${name} is told of the messages of ${changed.name}.` : `${changed.name} has no application now.`)
        await reloadTree()
        keepFocus()
      }}
    >
      {sipPeer && (
        <label class="field">
          Application
          <select name="applicationId">
            {applications.map(({ id, name }) => (
              <option key={id} value={id} selected={id === sipPeer.applicationId}>
                {name}
              </option>
            ))}
            {sipPeer.applicationId !== undefined && <option value="">None</option>}
          </select>
        </label>
      )}
      {application && (
        // Not one that would lose another application, if there is a choice.
        <LocationSelect
          tree={tree}
          label="Location"
          chosen={locations.find(({ applicationId }) => applicationId === undefined)?.id}
          withApplication
        />
      )}
    </Form>
  )
}
interface AssignProps {
  readonly tree: ProvisioningView
  readonly sipPeer?: SipPeerView
  readonly application?: ApplicationView
}
