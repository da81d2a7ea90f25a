import type { Job } from '../core/agenda.ts'

/** Parts of what an emulator remembers, each of which can be reset by itself. */
export const scopes = ['records', 'rules', 'provisioning', 'media', 'clock'] as const

/**
 * `records`: requests, messages, callbacks and orders as they happened, with what is still to happen to messages and
 * callbacks. `provisioning`: accounts and all that is set up on them, with what is still to happen there.
 */
export type Scope = (typeof scopes)[number]

/** Of the rows of a table of the store, by its name. */
export function scopeOfTable(name: string): Scope {
  if (name === 'rules' || name === 'handsets') return 'rules'
  return name === 'messageQueues' ? 'records' : 'provisioning'
}

/** Of a job, by what it is about. */
export function scopeOfJob({ kind }: Job): Scope {
  const [noun] = kind.split('.')
  if (noun === 'media') return 'media'
  return noun === 'message' || noun === 'callback' || noun === 'handset' ? 'records' : 'provisioning'
}
