import type { SandboxOptions, SandboxView } from '../control/sandboxes.ts'
import type { World } from '../control/world.ts'
import { type Call, EmulatorError, type Scope } from './call.ts'
import type { EmulatorClient } from './emulator.ts'

export type { SandboxOptions } from '../control/sandboxes.ts'

/**
 * An account for one test: the emulator as if there were no other account. Records, rules, inbound messages, `settled`
 * and `reset` are those of the account. The clock is everybody's, and so are snapshots and the state.
 */
export interface Sandbox extends EmulatorClient, World, AsyncDisposable {
  /** Where its callbacks go. */
  readonly callbackUrl: string
  readonly name?: string
  /** When it deletes itself, in epoch ms. */
  readonly expiresAt?: number
  /** Deletes the account and all that is of it; that it is gone already is no error. */
  delete(): Promise<void>
}

/** Makes the client of an account, which has these members of its own. */
type ClientIn = <Own extends object>(own: Own, scope: Scope) => Promise<EmulatorClient & Own>

/** Makes a sandbox. @throws EmulatorError */
export async function makeSandbox(call: Call, options: SandboxOptions, clientIn: ClientIn): Promise<Sandbox> {
  const view = (await call('CreateSandbox', { body: options })) as SandboxView
  const { accountId, callbackUrl, name, expiresAt } = view
  const remove = async () => {
    await call('DeleteSandbox', { params: { accountId } }).catch((error) => {
      if (!(error instanceof EmulatorError) || error.status !== 404) throw error
    })
  }
  const own = {
    ...{ ...worldIn(view), callbackUrl },
    ...(name !== undefined && { name }),
    ...(expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) }),
    delete: remove,
    [Symbol.asyncDispose]: remove,
  }
  return clientIn(own, { account: accountId })
}

/** The world of a sandbox as it is now. @throws EmulatorError */
export async function worldOfSandbox(call: Call, accountId: string): Promise<World> {
  return worldIn((await call('GetSandbox', { params: { accountId } })) as SandboxView)
}

const worldIn = ({ urls: _, callbackUrl: __, name: ___, expiresAt: ____, ...world }: SandboxView): World => world
