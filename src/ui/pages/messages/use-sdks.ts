import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../../lib/route.ts'
import { allSdks, keepSdk, lastSdk, type Sdk } from '../../lib/sdks.ts'

const choice = signal(lastSdk())

function choose(name: string): void {
  keepSdk(name)
  choice.value = name
}

/** The SDKs that send messages, and the one that was chosen last. */
export function useSdks(): {
  readonly sdks: readonly Sdk[]
  readonly chosen: Sdk | undefined
  readonly choose: (name: string) => void
} {
  const sdks = useSignal<readonly Sdk[]>([])
  useEffect(() => {
    allSdks().then(
      (all) => (sdks.value = all.filter(({ name, apis }) => name !== 'generic' && apis.includes('Messaging'))),
      () => {},
    )
  }, [account.value])
  const chosen = sdks.value.find(({ name }) => name === choice.value) ?? sdks.value[0]
  return { sdks: sdks.value, chosen, choose }
}
