import { inboundDraft } from '../../lib/drafts.ts'
import { info } from '../../lib/info.ts'
import { account, linkTo, navigate, sameAccount } from '../../lib/route.ts'
import { thatSend, useSdks } from '../../lib/sdks.ts'
import { Action, Copy } from '../../parts/action.tsx'
import { Empty } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { SdkRecipes } from '../../parts/sdk-recipes.tsx'
import { freeNumber, ownNumbers, sendInbound } from './preview.tsx'

/** Before the first message: how to send one from a shell, by an SDK, or as a phone outside. */
export function NoMessages() {
  const sdks = useSdks()
  const curl = sdks.all.find(({ name }) => name === 'curl')
  // Its last command sends a message.
  const command = curl?.code.slice(curl.code.lastIndexOf('\ncurl ') + 1)
  return (
    <Empty title="No messages yet">
      <p>
        This stands in for Bandwidth’s APIs, and nothing leaves your machine: point the base URL of your application
        here
        {info.value && (
          <>
            {' '}
            (<code>{info.value.urls.messagingUrl}</code>)
          </>
        )}
        , and what it sends and what comes in for it is shown the moment it happens.
      </p>
      <section class="stack wide" aria-label="From a phone outside">
        <div class="line">
          <SampleMessage />
          <span class="faint">
            It comes in, as from a phone. Or{' '}
            <button type="button" class="link" onClick={() => (inboundDraft.value = {})}>
              write one of your own
            </button>{' '}
            <kbd>c</kbd>
          </span>
        </div>
        {info.value && !info.value.world?.telephoneNumbers.length && account.value === undefined && (
          <p class="faint">
            No number is in service yet: order one in{' '}
            <a href={linkTo({ page: 'provisioning', id: undefined, query: sameAccount() })}>Provisioning</a>.
          </p>
        )}
      </section>
      {command !== undefined && (
        <section class="stack wide" aria-label="From a shell">
          <div class="line spread">
            <h3>From a shell, as it stands</h3>
            <Copy text={command}>Copy</Copy>
          </div>
          <Code text={command.trimEnd()} label="curl that sends a message" />
        </section>
      )}
      <SdkRecipes of={thatSend(sdks)} />
    </Empty>
  )
}

/** Has something come in for the first number of the account, and shows it. */
export function SampleMessage() {
  return (
    <Action look="main" run={sendSample}>
      Send me a sample message
    </Action>
  )
}

async function sendSample(): Promise<string> {
  const own = await ownNumbers(account.value)
  const [to] = own
  if (to === undefined) throw new Error('No number is in service, so nobody can get it: order one in Provisioning.')
  const text = 'Good morning! This is what your application gets when somebody writes to it.'
  const [message] = await sendInbound({ from: freeNumber(own), to, text, account: account.value })
  if (message) navigate({ id: message.id, query: sameAccount() })
  return `It came in for ${to}.`
}
