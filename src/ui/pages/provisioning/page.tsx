import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import { Problem } from '../../lib/api.ts'
import { info, sandboxes } from '../../lib/info.ts'
import { useKeys } from '../../lib/keys.ts'
import { navigate, route, sameAccount } from '../../lib/route.ts'
import { Copy } from '../../parts/action.tsx'
import { Empty, Panes } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { at, type Thing, thingIn } from './at.ts'
import { Detail, focusHeading } from './bits.tsx'
import { dashboardCurl } from './curl.ts'
import { AccountDetail, ApplicationDetail, SipPeerDetail, SiteDetail } from './details.tsx'
import { ApplicationForm, OrderForm, SipPeerForm, SiteForm } from './forms.tsx'
import { MakeSandbox } from './make-sandbox.tsx'
import { NumbersDetail } from './numbers.tsx'
import { OrderDetail, OrdersDetail } from './orders.tsx'
import { Outline } from './outline.tsx'
import { accountId, locationsIn, tree, useTree } from './tree.ts'
import { Walk } from './walk.tsx'

/** What an account has, how it hangs together, and the way to a first message. */
export function ProvisioningPage() {
  useTree()
  useFocus(route.value.id)
  useKeys({ w: ['set up messaging, step by step', () => go('walk')] })
  if (info.value === undefined) return <p class="faint pad">Loading…</p>
  if (accountId.value === undefined) return <NoAccount />
  const told = tree.value
  if (told === undefined) return isKnown(accountId.value) ? <p class="faint pad">Loading…</p> : <NoAccount />
  if (told instanceof Problem)
    return (
      <Empty title={told.message}>
        <MakeSandbox look="main" />
      </Empty>
    )
  const { id } = route.value
  // There is nothing to look at yet, but much to do.
  const isBare = told.applications.length === 0 && told.sites.length === 0
  return (
    <Panes
      list={<Outline tree={told} />}
      detail={<Shown key={told.account.id} tree={told} id={id ?? (isBare ? 'walk' : 'account')} />}
      open={id !== undefined || isBare}
    />
  )
}

const go = (id: Thing) => navigate({ page: 'provisioning', id, query: sameAccount() })

const isKnown = (id: string) =>
  info.value?.accounts.some((one) => one.id === id) || sandboxes.value.some((one) => one.accountId === id)

function Shown({ tree, id }: { tree: ProvisioningView; id: string }): ComponentChildren {
  const [kind, ref] = thingIn(id)
  const find = <T extends { readonly id: string }>(all: readonly T[]) => all.find((one) => one.id === ref)
  switch (kind) {
    case 'account':
      return <AccountDetail tree={tree} />
    case 'walk':
      return <Walk tree={tree} open={ref} />
    case 'numbers':
      return <NumbersDetail tree={tree} />
    case 'orders':
      return <OrdersDetail tree={tree} />
    case 'order':
      return <OrderDetail key={ref} id={ref} tree={tree} />
    case 'change': {
      const application = find(tree.applications)
      if (!application) break
      return (
        <Detail
          title={`Change ${application.name}`}
          actions={
            <a class="button quiet" href={at(`application:${ref}`)}>
              Cancel
            </a>
          }
        >
          <ApplicationForm key={ref} tree={tree} application={application} then={(id) => go(`application:${id}`)} />
        </Detail>
      )
    }
    case 'new':
      return <New key={ref} tree={tree} what={ref} />
  }
  const application = kind === 'application' && find(tree.applications)
  if (application) return <ApplicationDetail key={ref} tree={tree} application={application} />
  const site = kind === 'site' && find(tree.sites)
  if (site) return <SiteDetail key={ref} tree={tree} site={site} />
  const location = kind === 'sip-peer' && find(locationsIn(tree))
  if (location) return <SipPeerDetail key={ref} tree={tree} location={location} />
  return (
    <Detail title="Not here">
      <p>
        Account {tree.account.id} has no <code>{id}</code>: it is gone, or of another account.
      </p>
    </Detail>
  )
}

/** A form by itself; then what was made is shown. */
function New({ tree, what }: { tree: ProvisioningView; what: string }) {
  const [kind, ref] = thingIn(what)
  switch (kind) {
    case 'application':
      return (
        <Detail title="Create application">
          <ApplicationForm tree={tree} then={(id) => go(`application:${id}`)} />
        </Detail>
      )
    case 'site':
      return (
        <Detail title="Create sub-account">
          <SiteForm tree={tree} then={(id) => go(`site:${id}`)} />
        </Detail>
      )
    case 'sip-peer':
      return (
        <Detail title="Create location">
          <SipPeerForm tree={tree} {...(ref !== '' && { siteId: ref })} then={(id) => go(`sip-peer:${id}`)} />
        </Detail>
      )
    default:
      return (
        <Detail title="Order numbers">
          <OrderForm tree={tree} then={({ id }) => go(`order:${id}`)} />
        </Detail>
      )
  }
}

/**
 * Where the keyboard goes on: on the heading of what was opened when that is to be worked through, or when what had the
 * focus is gone; and back on the entry of what was closed.
 */
function useFocus(id: string | undefined): void {
  const former = useRef(id)
  useEffect(() => {
    const before = former.current
    former.current = id
    if (before === id) return
    const { activeElement, body } = document
    if (id === undefined)
      document.querySelector<HTMLElement>(`.prov-outline [data-thing="${CSS.escape(entryOf(before ?? ''))}"]`)?.focus()
    else if (/^(walk|new|change)/.test(id) || activeElement === body) focusHeading()
  }, [id])
}

/** Of what is open, where it is found in the outline. */
function entryOf(id: string): string {
  const [kind, ref] = thingIn(id)
  if (kind === 'change') return `application:${ref}`
  return kind === 'walk' ? 'walk' : kind === 'order' ? 'orders' : id
}

function NoAccount() {
  const anyAccount = info.value?.options.auth?.value === 'any'
  const id = accountId.value
  const curl = dashboardCurl(id ?? '9900001')
  return (
    <div class="scroll">
      <Empty title={id === undefined ? 'There is no account yet' : `There is no account ${id} yet`}>
        {anyAccount && (
          <>
            <p>Any account is there as soon as something asks for it:</p>
            <Code text={curl} label="curl" />
            <Copy text={curl}>Copy as curl</Copy>
            <p>Or make a sandbox: an account of its own that has all that it takes to send and receive.</p>
          </>
        )}
        {!anyAccount && (
          <p>
            Only the accounts of the seed are served (<code>--auth configured</code>), and sandboxes: accounts of their
            own that have all that it takes to send and receive.
          </p>
        )}
        <MakeSandbox look="main" />
      </Empty>
    </div>
  )
}
