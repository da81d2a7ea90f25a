import { Fault } from '../../domain/fault.ts'
import type { ServiceOrder } from '../../domain/service-order.ts'
import { e164 } from '../../domain/telephone-number.ts'
import { element, integer, many, maybe, one, text, type XmlNode } from '../../xml/index.ts'
import { wordedFault } from '../failures.ts'
import { tenDigits } from '../shared.xml.ts'

export const numberList = element({ number: many('TelephoneNumber', tenDigits) })

/** `Errors` with one `Error` for each thing that is wrong, and the numbers that it is about. */
export const groupedErrors = element({
  error: many(
    'Error',
    element({
      code: maybe('Code', integer),
      description: maybe('Description', text),
      numbers: one('TelephoneNumbers', numberList),
    }),
  ),
})

export function wireGroupedErrors({ faults }: Pick<ServiceOrder, 'faults'>) {
  const names = [...new Set(faults.map(({ fault }) => fault))]
  return {
    error: names.map((name) => ({
      ...wordedFault(new Fault(name)),
      numbers: { number: faults.flatMap(({ fault, number }) => (fault === name && number ? [number] : [])) },
    })),
  }
}

/** As {@link import('../failures.ts').errorList}, a number at a time. */
export const wireErrorList = ({ faults }: Pick<ServiceOrder, 'faults'>) => ({
  errors: faults.map(({ fault, number }) => ({
    ...wordedFault(new Fault(fault)),
    telephoneNumber: number?.replace(/^\+1/, ''),
  })),
})

/** The texts of all elements with one of these names, at any depth. */
export function textsIn(node: XmlNode | undefined, ...names: string[]): string[] {
  if (node === undefined || typeof node === 'string') return []
  return Object.entries(node).flatMap(([name, children]) => {
    if (typeof children === 'string') return []
    const isWanted = names.some((wanted) => wanted.toLowerCase() === name.toLowerCase())
    return children.flatMap((child) =>
      typeof child === 'string' ? (isWanted && child.trim() ? [child.trim()] : []) : textsIn(child, ...names),
    )
  })
}

/** All telephone numbers in it, in E.164. */
export const numbersIn = (node: XmlNode | undefined): string[] =>
  textsIn(node, 'TelephoneNumber', 'PhoneNumber').map(e164)
