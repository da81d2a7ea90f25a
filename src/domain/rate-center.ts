import type { Emulator } from './emulator.ts'
import { availableIn, type Exchange, localCallingArea, localExchanges } from './inventory.ts'

/** A rate center that has numbers, with all that the inventory knows of it. */
export interface RateCenter {
  readonly id: string
  readonly abbreviation: string
  readonly name: string
  readonly state: string
  readonly lata: string
  readonly exchanges: readonly Exchange[]
}

let known: readonly RateCenter[] | undefined

/** All rate centers, by state and name; their ids are the same in every run. */
export function rateCenters(): readonly RateCenter[] {
  known ??= gathered()
  return known
}

export const findRateCenter = (id: string): RateCenter | undefined => rateCenters().find((center) => center.id === id)

/** How many numbers of a rate center are for sale. */
export const availableAt = (emulator: Emulator, { exchanges }: RateCenter): number =>
  exchanges.reduce((sum, exchange) => sum + availableIn(emulator, exchange), 0)

/** The rate centers that are a local call away, itself among them. */
export function localRateCenters({ exchanges }: RateCenter): RateCenter[] {
  const keys = new Set(localCallingArea(exchanges).map(keyOf))
  return rateCenters().filter(({ exchanges: [exchange] }) => exchange && keys.has(keyOf(exchange)))
}

const keyOf = ({ state, rateCenter }: Exchange) => `${state} ${rateCenter}`

function gathered(): RateCenter[] {
  const groups = new Map<string, Exchange[]>()
  for (const exchange of localExchanges()) {
    const key = keyOf(exchange)
    groups.set(key, [...(groups.get(key) ?? []), exchange])
  }
  return [...groups.keys()].sort().map((key, index) => {
    const exchanges = groups.get(key) as [Exchange, ...Exchange[]]
    const [{ rateCenter, city, state, lata }] = exchanges
    // The inventory has no long names of rate centers: that of the city stands in.
    return { id: String(index + 1), abbreviation: rateCenter, name: city, state, lata, exchanges }
  })
}
