import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { get } from './api.ts'

/** What a message fails with. */
export interface Code {
  readonly code: number
  readonly description: string
  readonly category?: string
}

const codes = signal<readonly Code[]>([])
let asked = false

/** All codes, asked for once: they never change. None until they have been told. */
export function useCodes(): readonly Code[] {
  useEffect(() => {
    if (asked) return
    asked = true
    get<{ codes: Code[] }>('v1/codes').then(
      (told) => (codes.value = told.codes),
      () => (asked = false),
    )
  }, [])
  return codes.value
}
