import type { ApplicationView, ProvisioningView, SiteView } from '../../../control/provisioning/views.ts'
import { counted } from '../../lib/format.ts'
import { info, sandboxes } from '../../lib/info.ts'
import { Badge, Facts } from '../../parts/bits.tsx'
import { at, recordsAt } from './at.ts'
import { Broken, ByApi, Detail, Id, Part, Password } from './bits.tsx'
import { credentialsOf, dashboardCurl } from './curl.ts'
import { AssignForm } from './forms.tsx'
import { MakeSandbox } from './make-sandbox.tsx'
import { Numbers } from './numbers.tsx'
import { type Location, locationsIn, messagingIn } from './tree.ts'

export function AccountDetail({ tree }: { tree: ProvisioningView }) {
  const { id } = tree.account
  return (
    <Detail title="Account overview">
      <AccountFacts tree={tree} />
      <CallbacksGo tree={tree} />
      <BrokenLinks tree={tree} />
      <div class="line">
        <a class="button" href={at('walk')}>
          Set up messaging, step by step
        </a>
        <MakeSandbox />
      </div>
      <p class="faint">A sandbox is a new account of its own that has all that it takes to send and receive.</p>
      <ByApi curl={dashboardCurl(id)} />
    </Detail>
  )
}

/** Where callbacks are posted: what one wants to be another first of all. */
function CallbacksGo({ tree }: { tree: ProvisioningView }) {
  const { sinkUrl } = info.value?.urls ?? {}
  return (
    <>
      {messagingIn(tree).map(({ id, name, callbackUrl }) => (
        <p key={id} class="line prov-callbacks">
          <span>
            Callbacks of <a href={at(`application:${id}`)}>{name}</a> go to <bdi class="mono">{callbackUrl}</bdi>
            {callbackUrl === sinkUrl && <span class="faint"> the emulator's own sink</span>}
          </span>
          <a class="button" href={at(`change:${id}`)}>
            Change<span class="visually-hidden"> {name}</span>
          </a>
        </p>
      ))}
    </>
  )
}

/** The account's ids, and who may ask for it. */
export function AccountFacts({ tree: { account } }: { tree: ProvisioningView }) {
  const { id, companyName, messagingUserId } = account
  const credentials = credentialsOf(id)
  const sandbox = sandboxes.value.find(({ accountId }) => accountId === id)
  return (
    <>
      <div class="prov-account">
        <span class="faint">Account ID</span>
        <Id of={id} name="the account ID" />
      </div>
      <Facts
        of={[
          ['Company', <bdi key="name">{companyName}</bdi>],
          ['Sandbox', sandbox && (sandbox.name ?? 'yes')],
          ['Messaging user id', <Id key="user" of={messagingUserId} name="the messaging user id" />],
          ['User name', credentials && <code>{credentials.username}</code>],
          ['Password', credentials && <Password key="password" of={credentials.password} />],
          ['Credentials', credentials === undefined && 'those that your seed gives this account'],
        ]}
      />
    </>
  )
}

/** All that is broken on the account, each with what mends it. */
function BrokenLinks({ tree }: { tree: ProvisioningView }) {
  const { problems, applications } = tree
  const lame = applications.filter((one) => one.problems.length > 0)
  const locations = locationsIn(tree).filter((one) => one.problems.length > 0)
  if (problems.length + lame.length + locations.length === 0)
    return (
      <p>
        <Badge tone="good">no broken links</Badge>
      </p>
    )
  return (
    <Part title="Broken links">
      {locations.map((one) => (
        <Broken key={one.id} problems={one.problems}>
          <Fix tree={tree} location={one} />
        </Broken>
      ))}
      {lame.map((one) => (
        <Broken key={one.id} problems={one.problems}>
          <p>
            <a href={at(`application:${one.id}`)}>{one.name}</a>
          </p>
          <AssignForm tree={tree} application={one} />
        </Broken>
      ))}
      <Broken problems={problems} />
    </Part>
  )
}

function Fix({ tree, location }: { tree: ProvisioningView; location: Location }) {
  return (
    <>
      <p>
        <a href={at(`sip-peer:${location.id}`)}>
          {location.site.name} / {location.name}
        </a>
      </p>
      {location.applicationId === undefined && <AssignForm tree={tree} sipPeer={location} />}
    </>
  )
}

export function ApplicationDetail({ tree, application }: { tree: ProvisioningView; application: ApplicationView }) {
  const { id, name, serviceType, callbackUrl, outboundCallbackUrl, callbackUserId, sipPeerIds, problems } = application
  const locations = locationsIn(tree).filter((one) => sipPeerIds.includes(one.id))
  return (
    <Detail
      title={name}
      actions={
        <a class="button" href={at(`change:${id}`)}>
          Change
        </a>
      }
    >
      <Broken problems={problems}>
        <AssignForm tree={tree} application={application} />
      </Broken>
      <Facts
        of={[
          ['Application id', <Id key="id" of={id} name="the application's id" />],
          ['Service type', serviceType],
          ['Callback URL', <bdi key="url">{callbackUrl}</bdi>],
          ['Of outbound messages', outboundCallbackUrl && <bdi>{outboundCallbackUrl}</bdi>],
          ['Callback user id', callbackUserId && <bdi>{callbackUserId}</bdi>],
          [
            'What happened',
            <span class="line" key="records">
              <a href={recordsAt('messages', { applicationId: id })}>messages</a>
              <a href={recordsAt('callbacks', { applicationId: id })}>callbacks</a>
            </span>,
          ],
        ]}
      />
      <Part title="Locations that have it">
        {locations.length === 0 && <p class="faint">None.</p>}
        <Locations of={locations} />
      </Part>
      <ByApi curl={dashboardCurl(tree.account.id, `/applications/${id}`)} />
    </Detail>
  )
}

function Locations({ of }: { of: readonly Location[] }) {
  return (
    <ul class="prov-list">
      {of.map(({ id, name, site, telephoneNumberCount }) => (
        <li key={id} class="line">
          <a href={at(`sip-peer:${id}`)}>
            {site.name} / {name}
          </a>
          <span class="faint">{counted(telephoneNumberCount, 'number')}</span>
        </li>
      ))}
    </ul>
  )
}

export function SiteDetail({ tree, site }: { tree: ProvisioningView; site: SiteView }) {
  const { id, name, description, address, telephoneNumberCount } = site
  return (
    <Detail
      title={name}
      actions={
        <a class="button" href={at(`new:sip-peer:${id}`)}>
          Create location
        </a>
      }
    >
      <Facts
        of={[
          ['Sub-account id', <Id key="id" of={id} name="the sub-account's id" />],
          ['Description', description && <bdi>{description}</bdi>],
          ['Address', <bdi key="address">{address}</bdi>],
          ['Numbers', telephoneNumberCount.toLocaleString()],
        ]}
      />
      <Part title="Locations">
        {site.sipPeers.length === 0 && <p class="faint">None yet: it takes one to order numbers.</p>}
        <Locations of={site.sipPeers.map((sipPeer) => ({ ...sipPeer, site }))} />
      </Part>
      <ByApi curl={dashboardCurl(tree.account.id, `/sites/${id}`)} />
    </Detail>
  )
}

export function SipPeerDetail({ tree, location }: { tree: ProvisioningView; location: Location }) {
  const { id, name, site, isDefault, sms, mms, tollFree, shortCode, applicationId, problems } = location
  const path = `/sites/${site.id}/sippeers/${id}`
  const application = tree.applications.find((one) => one.id === applicationId)
  const mendable = problems.length > 0 && applicationId === undefined
  return (
    <Detail
      title={name}
      actions={
        <a class="button" href={at('new:order')}>
          Order numbers
        </a>
      }
    >
      <Broken problems={problems}>{mendable && <AssignForm tree={tree} sipPeer={location} />}</Broken>
      <Facts
        of={[
          ['Location id', <Id key="id" of={id} name="the location's id" />],
          ['Sub-account', <a href={at(`site:${site.id}`)}>{site.name}</a>],
          [
            'Application',
            application ? (
              <a href={at(`application:${application.id}`)}>{application.name}</a>
            ) : (
              (applicationId ?? 'none')
            ),
          ],
          [
            'Carries',
            <span class="line" key="features">
              {[isDefault && 'default', sms && 'SMS', mms && 'MMS', tollFree && 'Toll Free', shortCode && 'Short Code']
                .filter((word) => word !== false)
                .map((word) => (
                  <Badge key={word}>{word}</Badge>
                ))}
              {!sms && !mms && 'no messages'}
            </span>,
          ],
        ]}
      />
      {!mendable && messagingIn(tree).length > 0 && (
        <Part title="Assign another application">
          <AssignForm key={applicationId} tree={tree} sipPeer={location} />
        </Part>
      )}
      <Part title={`Numbers: ${location.telephoneNumberCount.toLocaleString()}`}>
        <Numbers tree={tree} sipPeer={location} />
      </Part>
      <ByApi curl={dashboardCurl(tree.account.id, path)} />
    </Detail>
  )
}
