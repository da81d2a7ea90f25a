import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { RuleView } from '../control/rules.ts'
import { Problem, token, tokenMissing, useToken } from './lib/api.ts'
import { span } from './lib/format.ts'
import { info, sandboxes } from './lib/info.ts'
import { boundKeys, keysOn, useKeys } from './lib/keys.ts'
import { ahead, timeOfDay } from './lib/now.ts'
import { usePolled } from './lib/polled.ts'
import { useRecords } from './lib/records.ts'
import { account, linkTo, navigate, type Page, route, sameAccount } from './lib/route.ts'
import { connection, missed, paused, resume } from './lib/stream.ts'
import { useTheme } from './lib/theme.ts'
import { CallbacksPage } from './pages/callbacks/page.tsx'
import { ClockPage } from './pages/clock/page.tsx'
import { Compose } from './pages/messages/compose.tsx'
import { MessagesPage } from './pages/messages/page.tsx'
import { ProvisioningPage } from './pages/provisioning/page.tsx'
import { RequestsPage } from './pages/requests/page.tsx'
import { RulesPage } from './pages/rules/page.tsx'
import { Copy } from './parts/action.tsx'
import { Dialog, openDialogs } from './parts/dialog.tsx'
import { Notice } from './parts/notice.tsx'
import { focusSearch, Search } from './parts/search.tsx'

/** The pages, in the order of the rail; `g` and the key go there. */
const shown: Readonly<Record<Page, { readonly title: string; readonly key: string; readonly body: ComponentType }>> = {
  messages: { title: 'Messages', key: 'm', body: MessagesPage },
  callbacks: { title: 'Callbacks', key: 'c', body: CallbacksPage },
  requests: { title: 'Requests', key: 'r', body: RequestsPage },
  provisioning: { title: 'Provisioning', key: 'p', body: ProvisioningPage },
  rules: { title: 'Rules', key: 'l', body: RulesPage },
  clock: { title: 'Clock & faults', key: 't', body: ClockPage },
}
const entries = Object.entries(shown) as [Page, (typeof shown)[Page]][]

const goTo = (page: Page) => navigate({ page, id: undefined, query: sameAccount() })
const togglePause = () => {
  if (paused.value) resume()
  else paused.value = true
}

export function App() {
  const helping = useSignal(false)
  const { page, id } = route.value
  const { title, body: Body } = shown[page]
  useEffect(() => {
    document.title = `${title} · bandwidth-emulator`
  }, [title])
  useKeys({
    '?': ['this help', () => (helping.value = true)],
    '/': ['search', focusSearch],
    ...(id !== undefined && { Escape: ['back', () => navigate({ id: undefined })] as const }),
    p: ['pause, and go on', togglePause],
    ...Object.fromEntries(
      entries.map(([name, { title, key }]) => [`g ${key}`, [`go to ${title}`, () => goTo(name)] as const]),
    ),
  })
  return (
    <>
      <TopBar help={() => (helping.value = true)} />
      <Lost />
      <div class="frame">
        <Rail />
        <main class="main" id="main" tabIndex={-1} aria-label={title}>
          <h1 class="visually-hidden">{title}</h1>
          <Body />
        </main>
      </div>
      <Notice silent={openDialogs.value > 0} />
      <Compose />
      {tokenMissing.value === true && <TokenDialog />}
      {helping.value && <Help close={() => (helping.value = false)} />}
    </>
  )
}

function TopBar({ help }: { help: () => void }) {
  const [theme, nextTheme] = useTheme()
  const clock = info.value?.clock
  return (
    <header class="top">
      <a class="brand" href="#/messages">
        bandwidth<span>emulator</span>
      </a>
      <AccountPicker />
      <Search />
      <div class="top-state">
        {clock && (
          <a
            class="chip"
            href={linkTo({ page: 'clock', id: undefined, query: sameAccount() })}
            title={clock.now}
            data-look={isOwnTime(clock) ? 'caution' : undefined}
          >
            <span class="visually-hidden">Clock: </span>
            {timeInWords(clock)}
          </a>
        )}
        <span
          class="chip"
          data-tone={{ live: 'good', connecting: 'wait', lost: 'bad' }[connection.value]}
          role="status"
        >
          {
            { live: <span class="wordy">connected</span>, lost: 'not connected', connecting: 'connecting' }[
              connection.value
            ]
          }
        </span>
        <button type="button" class="button quiet" aria-pressed={paused.value} onClick={togglePause} title="Key: p">
          {paused.value ? (
            <span>
              Paused
              <span class="wordy">
                , {missed.value.toLocaleString()} {missed.value === 1 ? 'change' : 'changes'} missed
              </span>
            </span>
          ) : (
            'Pause'
          )}
        </button>
        <button type="button" class="button quiet" onClick={nextTheme}>
          <span class="visually-hidden">Colours: </span>
          <span aria-hidden="true">◐</span>
          <span class="wordy">{theme}</span>
        </button>
        <button type="button" class="button quiet" onClick={help} aria-label="Help: keys" title="Key: ?">
          ?
        </button>
      </div>
    </header>
  )
}

type Clock = NonNullable<typeof info.value>['clock']

/** In ms: how long an answer may have taken. */
const slack = 2_000

/** Whether what it shows is not what a watch does. */
const isOwnTime = ({ mode, scale }: Clock) => mode === 'virtual' || scale !== 1 || Math.abs(ahead.value) > slack

function timeInWords({ mode, scale, now }: Clock) {
  if (mode === 'virtual')
    return (
      <>
        frozen<span class="wordy"> {timeOfDay(now)}</span>
      </>
    )
  if (scale !== 1) return `${scale}× time`
  const off = Math.abs(ahead.value)
  if (off <= slack) return 'real time'
  return `${span(Math.round(off / 1_000) * 1_000)} ${ahead.value < 0 ? 'behind' : 'ahead'}`
}

function AccountPicker() {
  const accounts = info.value?.accounts ?? []
  const own = sandboxes.value
  const known = accounts.some(({ id }) => id === account.value) || own.some((each) => each.accountId === account.value)
  const pick = (value: string) => {
    const { account: _, ...query } = route.value.query
    navigate({ id: undefined, query: value === '' ? query : { ...query, account: value } })
  }
  return (
    <label class="picker">
      <span class="visually-hidden">Account</span>
      <select value={account.value ?? ''} onChange={({ currentTarget }) => pick(currentTarget.value)}>
        <option value="">All accounts</option>
        {account.value !== undefined && !known && <option value={account.value}>{account.value}</option>}
        {accounts.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
        {own.length > 0 && (
          <optgroup label="Sandboxes">
            {own.map(({ accountId, name }) => (
              <option key={accountId} value={accountId}>
                {accountId}
                {name !== undefined && ` ${name}`}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  )
}

function Rail() {
  const { page } = route.value
  const told = usePolled<{ rules: RuleView[] }>('v1/rules').value
  const failed = useRecords('callbacks', { ...sameAccount(), state: 'failed' }).rows.value.length
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone they are a bar that scrolls.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [page, failed > 0, info.value !== undefined])
  const counts: Partial<Record<Page, number | undefined>> = {
    messages: info.value?.records.messages?.kept,
    callbacks: info.value?.records.callbacks?.kept,
    requests: info.value?.records.requests?.kept,
    rules: told === undefined || told instanceof Problem ? undefined : told.rules.length,
  }
  return (
    <nav class="rail" aria-label="Pages" ref={nav}>
      {entries.map(([name, { title, key }]) => (
        <a
          key={name}
          href={linkTo({ page: name, id: undefined, query: sameAccount() })}
          aria-current={page === name ? 'page' : undefined}
          title={`Keys: g ${key}`}
        >
          {title}{' '}
          <span class="rail-end">
            {name === 'callbacks' && failed > 0 && <span class="rail-failed">{failed.toLocaleString()} failed </span>}
            {counts[name] !== undefined && <span class="rail-count">{counts[name]?.toLocaleString()}</span>}
          </span>
        </a>
      ))}
      <p class="rail-foot">
        {info.value && `${info.value.version} · `}
        {info.value && (info.value.pending.jobs === 0 ? 'nothing' : info.value.pending.jobs.toLocaleString())}
        {info.value && ' to come'}
      </p>
    </nav>
  )
}

/** Above everything while nobody answers. */
function Lost() {
  if (connection.value !== 'lost') return null
  const { port } = location
  const command = `npx bandwidth-emulator${port === '9190' ? '' : ` --port ${port || 80}`}`
  return (
    <div class="banner" role="alert">
      <p>
        <strong>The emulator does not answer.</strong> This page goes on by itself once it is there again. To start it:{' '}
        <code>{command}</code>
      </p>
      <Copy text={command}>Copy the command</Copy>
    </div>
  )
}

function TokenDialog() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <Dialog title="This emulator wants a token" close={() => (tokenMissing.value = 'later')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          useToken(input.current?.value ?? '')
        }}
      >
        <label class="field">
          The token of <code>--control-token</code>
          <input ref={input} type="password" autocomplete="off" defaultValue={token.value} />
        </label>
        {token.value !== '' && (
          <p class="problem" role="alert">
            The emulator does not take the token that was given.
          </p>
        )}
        <button type="submit" class="button" data-look="main">
          Go on
        </button>
      </form>
    </Dialog>
  )
}

function Help({ close }: { close: () => void }) {
  return (
    <Dialog title="Keys" close={close}>
      <table class="keys">
        <tbody>
          {[...boundKeys()].map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                {key.split(' ').map((each) => (
                  <kbd key={each}>{each === 'Escape' ? 'Esc' : each}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="choice">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={({ currentTarget }) => (keysOn.value = currentTarget.checked)}
        />
        Letters and signs are keys, where nothing is typed
      </label>
      <p class="faint">
        Enter opens what has the focus. No key deletes anything. All that this page does is done by the control API, at{' '}
        <code>{info.value?.urls.controlUrl}</code>.
      </p>
    </Dialog>
  )
}
