import { signal } from '@preact/signals'
import type { Kind } from '../../control/records/filters.ts'
import { get } from './api.ts'

type KnownFilters = Readonly<Record<Kind, readonly { readonly name: string; readonly words?: readonly string[] }[]>>

/** The filters of each kind, as the emulator knows them; undefined until they were asked for. */
export const knownFilters = signal<KnownFilters | undefined>(undefined)

/** Asks once: they never change. */
export function loadFilters(): void {
  if (knownFilters.value) return
  get<KnownFilters>('v1/filters').then(
    (told) => (knownFilters.value = told),
    () => {},
  )
}
