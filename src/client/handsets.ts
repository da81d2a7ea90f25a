import type { HandsetView } from '../control/handsets.ts'
import type { HandsetReply, HandsetScript } from '../domain/handset.ts'
import { type Call, EmulatorError } from './call.ts'

/** Somebody's phone, outside: what it does with what it is sent from now on. */
export interface Handset {
  /** The script as it stands, and whom it has opted out of. Throws when it has none. */
  get(): Promise<HandsetView>
  /** Gives it this script, in the place of what it had. */
  script(script: HandsetScript): Promise<HandsetView>
  /** It answers what fits with this; the first of its replies that fits counts. `when` is a part of the text. */
  replies(when: string | RegExp, reply: string | HandsetReply['reply'], delayMs?: number): Promise<HandsetView>
  /** It is off, for so long from now on or until told otherwise: what is sent fails with 4702, or waits. */
  off(off?: HandsetScript['off'], options?: { readonly waits?: true }): Promise<HandsetView>
  /** It is on again. */
  on(): Promise<HandsetView>
  /** It answers STOP, and what that sender sends then fails with 4775, until the phone sends START. */
  optOut(): Promise<HandsetView>
  /** It is a number like any other again. */
  clear(): Promise<void>
}

/** @param account - whose messages it is about; those of all accounts when absent */
export function handset(call: Call, number: string, account?: string): Handset {
  const one = { params: { number }, query: { account } }
  const get = () => call('GetHandset', one) as Promise<HandsetView>
  const script = (of: HandsetScript) =>
    call('PutHandset', { params: { number }, body: { ...of, account } }) as Promise<HandsetView>
  /** What it has, or nothing yet. */
  const current = async (): Promise<HandsetScript> => {
    try {
      const { number: _, account: __, optedOut: ___, ...has } = await get()
      return has
    } catch (error) {
      if (error instanceof EmulatorError && error.fault === 'RecordNotFound') return {}
      throw error
    }
  }
  return {
    get,
    script,
    async replies(when, reply, delayMs) {
      const has = await current()
      const text = typeof when === 'string' ? when : { regex: when.source, flags: when.flags.replace(/[^imsu]/g, '') }
      const added = { when: { text }, reply: typeof reply === 'string' ? { text: reply } : reply, delayMs }
      return script({ ...has, replies: [...(has.replies ?? []), added] })
    },
    off: async (off = true, { waits } = {}) => script({ ...(await current()), off, waits }),
    on: async () => script({ ...(await current()), off: undefined, waits: undefined }),
    optOut: async () => script({ ...(await current()), replies: undefined, optOut: true }),
    async clear() {
      if (Object.keys(await current()).length > 0) await call('DeleteHandset', one)
    },
  }
}
