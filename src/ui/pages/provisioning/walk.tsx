import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import type { Found } from '../../../control/records/find.ts'
import type { MessageRecord } from '../../../control/records/views.ts'
import { Problem } from '../../lib/api.ts'
import { inboundDraft } from '../../lib/drafts.ts'
import { counted } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { usePolled } from '../../lib/polled.ts'
import { linkTo, navigate, sameAccount } from '../../lib/route.ts'
import { Badge } from '../../parts/bits.tsx'
import { State } from '../messages/words.tsx'
import { at, recordsAt } from './at.ts'
import { Curl, Detail, scrollToStep } from './bits.tsx'
import { messageCurl } from './curl.ts'
import { AccountFacts } from './details.tsx'
import { ApplicationForm, OrderForm, SipPeerForm, SiteForm } from './forms.tsx'
import { madeOn, remember, standing } from './made.ts'
import { numbersGot, PlacedOrder } from './orders.tsx'
import { locationsIn, messagingIn, reloadTree } from './tree.ts'

/** One step of the vendor's guide to the set-up, in its order. */
interface Step {
  readonly title: string
  readonly done: boolean
  /** What there is of it. */
  readonly summary: string
  /** What it says for doing it once more. */
  readonly again: string
  readonly body: ComponentChildren
  /** Shown whether it is open or not. */
  readonly after?: ComponentChildren
}

/** From nothing to a message that is delivered. @param open - the number of the step that is open, else the first to do */
export function Walk({ tree, open }: { tree: ProvisioningView; open: string }) {
  const { id } = tree.account
  const { application, site, linked, sender, number } = standing(tree)
  const message = useLatestFrom(id, number)
  const { orderId } = madeOn(id)
  const go = (step: number) => navigate({ page: 'provisioning', id: `walk:${step}`, query: sameAccount() })
  const applications = messagingIn(tree)
  const locations = locationsIn(tree)
  const numberCount = tree.sites.reduce((sum, { telephoneNumberCount }) => sum + telephoneNumberCount, 0)
  const steps: readonly Step[] = [
    {
      title: 'Get your account ID',
      done: true,
      summary: id,
      again: 'Show',
      body: (
        <>
          <AccountFacts tree={tree} />
          <Next go={() => go(2)}>create an application</Next>
        </>
      ),
    },
    {
      title: 'Create an application',
      done: application !== undefined,
      summary: counted(applications.length, 'application'),
      again: 'Create another',
      body: <ApplicationForm tree={tree} then={() => go(3)} />,
    },
    {
      title: 'Create a sub-account',
      done: site !== undefined,
      summary: counted(tree.sites.length, 'sub-account'),
      again: 'Create another',
      body: (
        <>
          <p class="faint">A sub-account is a part of your account with an address. The API calls it a site.</p>
          <SiteForm tree={tree} then={() => go(4)} />
        </>
      ),
    },
    {
      title: 'Create a location and assign the application',
      done: linked,
      summary: counted(locations.length, 'location'),
      again: 'Create another',
      body: (
        <>
          <p class="faint">
            A location is where numbers are kept, and says which application hears of their messages. The API calls it a
            SipPeer.
          </p>
          <SipPeerForm tree={tree} then={() => go(5)} />
        </>
      ),
    },
    {
      title: 'Order phone numbers to the location',
      done: sender !== undefined,
      summary: counted(numberCount, 'number'),
      again: 'Order more',
      body: <OrderForm tree={tree} then={() => {}} />,
      after: orderId !== undefined && (
        <PlacedOrder
          id={orderId}
          over={async (order) => {
            const [first] = numbersGot(order)
            if (first === undefined) return
            remember(id, { number: first })
            await reloadTree()
            if (thisStep.current === 5) go(6)
          }}
        />
      ),
    },
    {
      title: 'Send a message',
      done: message !== undefined,
      summary: message ? `${message.from} to ${message.to.join(', ')}` : '',
      again: 'Show',
      body:
        sender?.applicationId !== undefined && number !== undefined ? (
          <>
            {!message && (
              <p class="hint">
                {info.value?.accounts[0]?.id === id ? 'The default account' : 'This account'} is set up already. Go on
                and send a message; or create another of anything above.
              </p>
            )}
            <SendStep tree={tree} from={number} applicationId={sender.applicationId} />
          </>
        ) : (
          <p class="hint">
            A message needs a number on a location that has the application. <a href={at('walk:5')}>Order one</a>.
          </p>
        ),
      after: message && <Sent message={message} />,
    },
  ]
  const firstToDo = steps.findIndex(({ done }) => !done) + 1 || steps.length
  const shown = Number(open) || firstToDo
  thisStep.current = shown
  // Whoever comes by a link to no step of it sees the one to do, wherever that is.
  useEffect(() => {
    if (open === '') scrollToStep()
  }, [open])
  return (
    <Detail title="Set up messaging">
      <ol class="prov-walk">
        {steps.map(({ title, done, summary, again, body, after }, index) => {
          const number = index + 1
          const isOpen = number === shown
          return (
            <li key={title} data-open={isOpen} data-done={done}>
              <div class="prov-step">
                <h3 tabIndex={-1} data-focus={isOpen ? 'step' : undefined}>
                  <span class="prov-step-number">{number}</span> {title}
                </h3>
                <span class="line prov-step-state">
                  {done ? <Badge tone="good">done</Badge> : <Badge tone="wait">not yet</Badge>}
                  {!isOpen && done && <bdi class="faint">{summary}</bdi>}
                  {!isOpen && (
                    <a class="button" href={at(`walk:${number}`)} aria-label={`${done ? again : 'Do this'}: ${title}`}>
                      {done ? again : 'Do this'}
                    </a>
                  )}
                </span>
              </div>
              {(isOpen || after) && (
                <div class="prov-step-body">
                  {isOpen && body}
                  {after}
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </Detail>
  )
}

/** The step that is open at this moment: an order may be over when one has gone elsewhere. */
const thisStep = { current: 0 }

function Next({ go, children }: { go: () => void; children: ComponentChildren }) {
  return (
    <div class="line">
      <button type="button" class="button" data-look="main" onClick={go}>
        Next: {children}
      </button>
    </div>
  )
}

interface SendProps {
  readonly tree: ProvisioningView
  readonly from: string
  readonly applicationId: string
}

function SendStep({ tree, from, applicationId }: SendProps) {
  const to = useSignal('+19195550100')
  const text = useSignal('Good morning')
  const curl = messageCurl(tree.account.id, { from, to: to.value, text: text.value, applicationId })
  return (
    <div class="stack">
      <div class="prov-fields">
        <label class="field">
          To
          <input
            type="tel"
            autocomplete="off"
            value={to.value}
            onInput={({ currentTarget }) => (to.value = currentTarget.value)}
          />
        </label>
        <label class="field">
          Text
          <input
            autocomplete="off"
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </label>
      </div>
      <Curl of={curl} label="curl that sends a message">
        <span class="faint">
          Run it in a terminal: it is answered 202, and what becomes of the message is shown here.
        </span>
      </Curl>
    </div>
  )
}

function Sent({ message }: { message: MessageRecord }) {
  const { id, from, to } = message
  return (
    <div class="line" role="status">
      <State of={message} />
      <span>
        <bdi>{from}</bdi> to <bdi>{to.join(', ')}</bdi>
      </span>
      <a href={linkTo({ page: 'messages', id, query: sameAccount() })}>Open the message</a>
      <a href={recordsAt('callbacks', { messageId: id })}>Its callbacks</a>
      <button
        type="button"
        class="button"
        onClick={() => (inboundDraft.value = { ...(to[0] && { from: to[0] }), to: [from] })}
      >
        Have {to[0]} write back
      </button>
    </div>
  )
}

/** The last message from a number. Asked for as a list: there may be none, which is no error. */
function useLatestFrom(account: string, from: string | undefined): MessageRecord | undefined {
  const query = { account, from, direction: 'out', order: 'desc', limit: '1' }
  const found = usePolled<Found<MessageRecord>>(from && 'v1/messages', query).value
  return found === undefined || found instanceof Problem ? undefined : found.records[0]
}
