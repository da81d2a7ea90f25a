import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import { counted } from '../../lib/format.ts'
import { useKeys } from '../../lib/keys.ts'
import { route } from '../../lib/route.ts'
import { at, type Thing } from './at.ts'

/** All that the account has, as links. `j` and `k` go through it. */
export function Outline({ tree }: { tree: ProvisioningView }) {
  const nav = useRef<HTMLElement>(null)
  const step = (by: number) => {
    const links = [...(nav.current?.querySelectorAll<HTMLElement>('a[data-thing]') ?? [])]
    const active = links.indexOf(document.activeElement as HTMLElement)
    const from = active >= 0 ? active : links.findIndex((link) => link.ariaCurrent === 'true')
    links[Math.max(0, Math.min(links.length - 1, from + by))]?.focus()
  }
  // The list of orders has rows of its own.
  const keys = { j: ['next in the account', () => step(1)], k: ['previous in the account', () => step(-1)] } as const
  useKeys(route.value.id === 'orders' ? {} : keys)
  const { account, applications, sites, problems } = tree
  const names = new Map(applications.map(({ id, name }) => [id, name]))
  return (
    <nav class="prov-outline" aria-label="The account" ref={nav}>
      <Entry to="account" end={<span class="mono">{account.id}</span>} problems={problems}>
        Account overview
      </Entry>
      <Entry to="walk">Set up messaging, step by step</Entry>
      <Section title="Applications" add="Create application" href={at('new:application')} />
      <ul>
        {applications.map(({ id, name, problems, serviceType }) => (
          <li key={id}>
            <Entry to={`application:${id}`} problems={problems} end={serviceType === 'Messaging-V2' ? '' : serviceType}>
              {name}
            </Entry>
          </li>
        ))}
        {applications.length === 0 && <li class="faint prov-none">None yet</li>}
      </ul>
      <Section title="Sub-accounts and locations" add="Create sub-account" href={at('new:site')} />
      <ul>
        {sites.map((site) => (
          <li key={site.id}>
            <Entry to={`site:${site.id}`} end={counted(site.telephoneNumberCount, 'number')}>
              {site.name}
            </Entry>
            <ul>
              {site.sipPeers.map(({ id, name, telephoneNumberCount, applicationId, problems }) => (
                <li key={id}>
                  <Entry
                    to={`sip-peer:${id}`}
                    problems={problems}
                    note={applicationId && `→ ${names.get(applicationId) ?? applicationId}`}
                    end={counted(telephoneNumberCount, 'number')}
                  >
                    {name}
                  </Entry>
                </li>
              ))}
              <li>
                <a class="prov-add" href={at(`new:sip-peer:${site.id}`)}>
                  + Create location<span class="visually-hidden"> in {site.name}</span>
                </a>
              </li>
            </ul>
          </li>
        ))}
        {sites.length === 0 && <li class="faint prov-none">None yet</li>}
      </ul>
      <Section title="Numbers and orders" add="Order numbers" href={at('new:order')} />
      <Entry to="numbers">Numbers</Entry>
      <Entry to="orders">Orders</Entry>
    </nav>
  )
}

function Section({ title, add, href }: { title: string; add: string; href: string }) {
  return (
    <div class="prov-section">
      <h2>{title}</h2>
      <a class="prov-add" href={href}>
        + {add}
      </a>
    </div>
  )
}

interface EntryProps {
  readonly to: Thing
  readonly children: ComponentChildren
  readonly note?: string | undefined
  readonly end?: ComponentChildren
  readonly problems?: readonly string[]
}

function Entry({ to, children, note, end, problems = [] }: EntryProps) {
  const { id } = route.value
  const isOpen =
    (id ?? 'account') === to ||
    (to.startsWith('application:') && id === to.replace('application:', 'change:')) ||
    (to === 'walk' && id?.startsWith('walk:')) ||
    (to === 'orders' && id?.startsWith('order:'))
  return (
    <a class="prov-entry" href={at(to)} data-thing={to} aria-current={isOpen ? 'true' : undefined}>
      <span class="row-line">
        <span class="cut">
          <bdi>{children}</bdi>
          {note && <bdi class="faint"> {note}</bdi>}
        </span>
        {end && <span class="row-end">{end}</span>}
      </span>
      {problems.map((sentence) => (
        <span class="prov-wrong" key={sentence}>
          <span aria-hidden="true">✕ </span>
          {sentence}
        </span>
      ))}
    </a>
  )
}
