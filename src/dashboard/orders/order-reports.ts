import type { Emulator } from '../../domain/emulator.ts'
import type { Evidence, Operation } from '../../http/operation.ts'
import { endpoint } from '../endpoint.ts'
import { orderReports, orderTelephoneNumbers } from './order-reports.xml.ts'

/** Orders of one kind that tell of their numbers. */
export interface Reported {
  /** As in the operations' names: `Order` makes `CountOrderAreaCodes`. */
  readonly noun: string
  readonly path: `${string}/:orderId`
  readonly evidence: Evidence
  readonly source: string
  readonly differs?: string
  /** The numbers of an order, in E.164. @throws Fault where the account has no such order */
  readonly numbersOf: (emulator: Emulator, accountId: string, orderId: string) => readonly string[]
}

/** The numbers of an order, and how many they are: in all, by area code, by exchange. */
export function reportOperations({ noun, path, numbersOf, ...known }: Reported): Operation[] {
  return [
    endpoint({
      ...{ name: `List${noun}TelephoneNumbers`, method: 'get', path: `${path}/tns`, ...known },
      answers: orderTelephoneNumbers,
      handle: (emulator, { account, params }) => wireNumbers(numbersOf(emulator, account.id, params.orderId)),
    }),

    endpoint({
      ...{ name: `Count${noun}AreaCodes`, method: 'get', path: `${path}/areaCodes`, ...known },
      answers: orderReports,
      handle(emulator, { account, params }) {
        const counts = countsOf(numbersOf(emulator, account.id, params.orderId), 3)
        return { reports: counts.map(([areaCode, count]) => ({ areaCode, count })) }
      },
    }),

    endpoint({
      ...{ name: `Count${noun}NpaNxx`, method: 'get', path: `${path}/npaNxx`, ...known },
      answers: orderReports,
      handle(emulator, { account, params }) {
        const counts = countsOf(numbersOf(emulator, account.id, params.orderId), 6)
        return { reports: counts.map(([npaNxx, count]) => ({ npaNxx, count })) }
      },
    }),

    endpoint({
      ...{ name: `Count${noun}TelephoneNumbers`, method: 'get', path: `${path}/totals`, ...known },
      source: `${known.source}; numbers specification 2023 (older sources repeat the NPA-NXX)`,
      answers: orderReports,
      handle: (emulator, { account, params }) => ({
        reports: [{ count: numbersOf(emulator, account.id, params.orderId).length }],
      }),
    }),
  ]
}

export const wireNumbers = (numbers: readonly string[]) => ({ count: numbers.length, numbers })

/** How many numbers begin with the same digits. */
function countsOf(numbers: readonly string[], digits: number): [string, number][] {
  const counts = new Map<string, number>()
  for (const number of numbers) {
    const start = number.slice(2, 2 + digits)
    counts.set(start, (counts.get(start) ?? 0) + 1)
  }
  return [...counts]
}
