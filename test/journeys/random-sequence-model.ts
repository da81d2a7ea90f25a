/** A number that an account has. */
export interface Held {
  readonly account: string
  readonly state: 'inService' | 'aging'
  readonly site: string
  readonly peer: string
  /** When it is for sale again, if it ages. */
  readonly until?: number
}

export interface Peer {
  readonly id: string
  readonly account: string
  readonly site: string
  readonly isDefault: boolean
  readonly sms: boolean
  readonly mms: boolean
  readonly application?: string | undefined
}

export interface Reserved {
  readonly account: string
  readonly number: string
  readonly until: number
}

/** An order that waits for numbers; one that asks for what there is not waits for ever. */
export interface Waiting {
  readonly account: string
  readonly peer: Peer['id']
  readonly site: string
  readonly quantity: number
  readonly hopeless: boolean
}

/** What the documents say the service remembers, in its simplest form. */
export class Model {
  readonly sites = new Map<string, { readonly id: string; readonly account: string }>()
  readonly peers = new Map<string, Peer>()
  readonly applications = new Map<string, { readonly id: string; readonly account: string }>()
  readonly numbers = new Map<string, Held>()
  readonly reservations = new Map<string, Reserved>()
  readonly waiting = new Map<string, Waiting>()
  /** Whether a number came free since orders that wait were looked at. */
  released = false

  /** Takes over what another one remembers. */
  become(other: Model): void {
    const maps = ['sites', 'peers', 'applications', 'numbers', 'reservations', 'waiting'] as const
    for (const name of maps) {
      const map: Map<string, unknown> = this[name]
      const entries = [...other[name]]
      map.clear()
      for (const [key, value] of entries) map.set(key, value)
    }
    this.released = other.released
  }

  sitesOf = (account: string) => [...this.sites.values()].filter((site) => site.account === account)
  peersOf = (account: string) => [...this.peers.values()].filter((peer) => peer.account === account)
  peersAt = (site: string) => [...this.peers.values()].filter((peer) => peer.site === site)
  applicationsOf = (account: string) => [...this.applications.values()].filter((one) => one.account === account)

  /** The numbers of an account in a state, sorted. */
  numbersOf(account: string, state: Held['state']): string[] {
    return this.#numbersWhere((held) => held.account === account && held.state === state)
  }

  numbersOn(peer: string): string[] {
    return this.#numbersWhere((held) => held.state === 'inService' && held.peer === peer)
  }

  numbersAt(site: string): string[] {
    return this.#numbersWhere((held) => held.state === 'inService' && held.site === site)
  }

  isReserved = (number: string) => [...this.reservations.values()].some((one) => one.number === number)
  isTaken = (number: string) => this.numbers.has(number) || this.isReserved(number)

  /** Whether an account can order a number by name, given reservations of its own. */
  isForSaleTo(account: string, number: string, reservationIds: readonly string[] = []): boolean {
    const held = this.numbers.get(number)
    if (held && !(held.state === 'aging' && held.account === account)) return false
    return [...this.reservations].every(
      ([id, one]) => one.number !== number || (one.account === account && reservationIds.includes(id)),
    )
  }

  /** A number comes into service: whatever reserved it is used up. */
  putInService(peer: Peer, number: string): void {
    const { account, site, id } = peer
    this.numbers.set(number, { account, site, peer: id, state: 'inService' })
    for (const [reservationId, one] of this.reservations) {
      if (one.number === number) this.reservations.delete(reservationId)
    }
  }

  /** What the clock alone brings about. */
  pass(now: number): void {
    for (const [number, { until }] of this.numbers) {
      if (until !== undefined && until <= now) this.free(this.numbers, number)
    }
    for (const [id, { until }] of this.reservations) if (until <= now) this.free(this.reservations, id)
  }

  /** A number leaves service, and ages. */
  age(number: string, until: number): void {
    const held = this.numbers.get(number)
    if (held) this.numbers.set(number, { ...held, state: 'aging', until })
  }

  free(held: Map<string, unknown>, key: string): void {
    held.delete(key)
    this.released = true
  }

  /** The code with which the deletion of a location is refused; `undefined` when it is not. */
  refusalOfPeer(peer: Peer): string | undefined {
    if (this.numbersOn(peer.id).length > 0) return '13555'
    if ([...this.waiting.values()].some((one) => one.peer === peer.id)) return '13681'
    if (peer.isDefault && this.peersAt(peer.site).length > 1) return '13558'
    if (peer.mms) return '13622'
    return peer.sms ? '13613' : undefined
  }

  refusalOfSms(peer: Peer): string | undefined {
    if (peer.mms) return '13624'
    return this.numbersOn(peer.id).length > 0 ? '13673' : undefined
  }

  refusalOfApplication(id: string): string | undefined {
    return [...this.peers.values()].some((peer) => peer.application === id) ? '12107' : undefined
  }

  #numbersWhere(fits: (held: Held) => boolean): string[] {
    return [...this.numbers].flatMap(([number, held]) => (fits(held) ? [number] : [])).sort()
  }
}

/** What an order comes to, by how much of it was found. */
export function outcomeOf(found: number, wanted: number, partialAllowed: boolean): 'COMPLETE' | 'PARTIAL' | 'FAILED' {
  if (found === wanted) return 'COMPLETE'
  return found > 0 && partialAllowed ? 'PARTIAL' : 'FAILED'
}

/** Random numbers that come again with the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (probability: number) => next() < probability,
    /** One of these; `undefined` when there is none. */
    of: <T>(items: readonly T[]): T | undefined => items[below(items.length)],
    /** Up to so many of these, each once, at least one where there is one. */
    some: <T>(items: readonly T[], most: number): T[] => {
      const rest = [...items]
      const count = Math.min(rest.length, 1 + below(most))
      return Array.from({ length: count }, () => rest.splice(below(rest.length), 1)[0] as T)
    },
  }
}
