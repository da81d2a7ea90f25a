import { useSignal } from '@preact/signals'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import { Problem } from '../../lib/api.ts'
import { usePolled } from '../../lib/polled.ts'
import { account, linkTo, sameAccount } from '../../lib/route.ts'
import { Empty } from '../../parts/bits.tsx'
import { Doctor } from './doctor.tsx'

/** Says where callbacks will go, while there are none. */
export function NoCallbacks() {
  const examining = useSignal(false)
  const told = usePolled<ProvisioningView>('v1/provisioning', { account: account.value }).value
  const applications = told === undefined || told instanceof Problem ? undefined : told.applications
  const targets = applications?.filter(({ callbackUrl }) => callbackUrl) ?? []
  return (
    <Empty title="No callbacks yet">
      <p>
        What becomes of a message is posted to the callback URL of its application: that it was delivered or failed, and
        what comes in.
      </p>
      {applications && targets.length === 0 && (
        <p class="problem">No application has a callback URL, so nobody is told of anything.</p>
      )}
      {targets.length > 0 && (
        <ul class="stack targets">
          {targets.map(({ id, name, callbackUrl, outboundCallbackUrl }) => (
            <li key={id}>
              <bdi>{name}</bdi>
              <div class="mono">{callbackUrl}</div>
              {outboundCallbackUrl && <div class="mono">{outboundCallbackUrl} of what was sent</div>}
            </li>
          ))}
        </ul>
      )}
      <div class="line">
        <button type="button" class="button" data-look="main" onClick={() => (examining.value = true)}>
          Check where callbacks go
        </button>
        <a class="button" href={linkTo({ page: 'provisioning', id: undefined, query: sameAccount() })}>
          {applications && targets.length === 0 ? 'Give an application one' : 'Applications'}
        </a>
      </div>
      {examining.value && <Doctor close={() => (examining.value = false)} />}
    </Empty>
  )
}
