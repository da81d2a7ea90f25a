import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get } from './api.ts'
import { reasonOf } from './notices.ts'
import { account } from './route.ts'

/** How an SDK is pointed at the emulator. */
export interface Sdk {
  readonly name: string
  readonly title: string
  readonly language: string
  readonly apis: string
  readonly file: string
  readonly install?: string
  readonly code: string
}

/** The SDKs, and the one of them that is worked with. */
export interface Sdks {
  /** None until they have been told. */
  readonly all: readonly Sdk[]
  readonly chosen: Sdk | undefined
  readonly choose: (name: string) => void
  /** Why there are none. */
  readonly problem: string | undefined
}

const chosenName = 'bandwidth-emulator.sdk'

/** Whoever works with one wants it again, wherever there is a choice. */
const choice = signal(localStorage.getItem(chosenName) ?? 'bandwidth-sdk')

function choose(name: string): void {
  localStorage.setItem(chosenName, name)
  choice.value = name
}

/** With the ids and credentials of the account that is looked at. */
export function useSdks(): Sdks {
  const told = useSignal<readonly Sdk[]>([])
  const problem = useSignal<string | undefined>(undefined)
  useEffect(() => {
    get<{ sdks: Sdk[] }>('v1/sdks', { account: account.value }).then(
      ({ sdks }) => (told.value = sdks),
      (error) => (problem.value = reasonOf(error)),
    )
  }, [account.value])
  return among(told.value, problem.value)
}

const among = (all: readonly Sdk[], problem: string | undefined): Sdks => ({
  ...{ all, choose, problem },
  chosen: all.find(({ name }) => name === choice.value) ?? all[0],
})

/** Of all of them those that can send a message. */
export const thatSend = ({ all, problem }: Sdks): Sdks =>
  among(
    all.filter(({ name, apis }) => name !== 'generic' && apis.includes('Messaging')),
    problem,
  )
