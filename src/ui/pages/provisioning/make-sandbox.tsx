import type { SandboxView } from '../../../control/sandboxes.ts'
import { send } from '../../lib/api.ts'
import { refreshInfo } from '../../lib/info.ts'
import { navigate } from '../../lib/route.ts'
import { Action } from '../../parts/action.tsx'

/** A new account that has all that it takes to send and receive, and is looked at then. */
export function MakeSandbox({ look }: { look?: 'main' }) {
  return (
    <Action
      {...(look && { look })}
      run={async () => {
        const { accountId } = await send<SandboxView>('POST', 'v1/sandboxes', {})
        await refreshInfo()
        navigate({ id: undefined, query: { account: accountId } })
        return `Sandbox ${accountId} is made.`
      }}
    >
      Make a sandbox
    </Action>
  )
}
