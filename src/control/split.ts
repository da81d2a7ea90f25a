import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Api } from '../http/api.ts'
import type { ControlOperation } from './endpoint.ts'
import { control } from './index.ts'
import { atPortOf } from './ports.ts'

/** What the main port answers of the control API when that has a port of its own: what is open to anybody. */
export const openControl = (emulator: Emulator, operations: readonly ControlOperation[]): Api =>
  leadingTo(() => emulator.controlOrigin, control(operations.filter(({ open }) => open)))

/** What the control API's own port says to those who look there for the vendor's APIs. */
export const noVendorApis = (emulator: Emulator): Api =>
  leadingTo(() => emulator.url, { ...control([]), prefixes: ['/'] })

/** Names the other port for all that this one does not have. @param url - known once both ports are */
const leadingTo = (url: () => string, api: Api): Api => ({
  ...api,
  refuse(fault, request) {
    if (fault.fault !== 'PathNotFound') return api.refuse(fault, request)
    return api.refuse(new Fault('WrongPort', { url: `${atPortOf(url(), request.origin)}${request.path}` }), request)
  },
})
