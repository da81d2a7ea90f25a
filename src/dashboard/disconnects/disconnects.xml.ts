import type { Disconnect, DisconnectDraft } from '../../domain/disconnect.ts'
import { dateTime, document, type ElementValue, element, many, maybe, text } from '../../xml/index.ts'
import { errorList, type FailureStyle, wordedFault, written } from '../failures.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'

const numberList = element({ numbers: many('TelephoneNumber', tenDigits) })
const requestFields = {
  customerOrderId: maybe('CustomerOrderId', textOrAbsent),
  // Small in the requests of guides and most SDKs; answers were captured with a capital.
  name: maybe('Name', text),
  createdAt: maybe('OrderCreateDate', dateTime),
  id: maybe('id', text),
  type: maybe(
    'DisconnectTelephoneNumberOrderType',
    element({
      list: maybe('TelephoneNumberList', numberList),
      mode: maybe('DisconnectMode', textOrAbsent),
      protected: maybe('Protected', textOrAbsent),
    }),
  ),
}
const responseFields = {
  disconnected: maybe('DisconnectedTelephoneNumberList', numberList),
  errors: maybe('ErrorList', errorList),
  request: maybe('orderRequest', element(requestFields)),
  status: maybe('OrderStatus', text),
}

export const disconnectDocument = document('DisconnectTelephoneNumberOrder', element(requestFields))
export const disconnectResponse = document('DisconnectTelephoneNumberOrderResponse', element(responseFields))

type WireDisconnect = ElementValue<typeof requestFields>
type WireDisconnectResponse = ElementValue<typeof responseFields>

export const readDisconnect = ({ customerOrderId, name, type }: WireDisconnect): DisconnectDraft => ({
  ...{ customerOrderId, name: name || undefined },
  ...{ numbers: type?.list?.numbers ?? [], mode: type?.mode, protected: type?.protected },
})

/** An order to disconnect as it stands; in contrast to other orders it keeps its id. */
export function wireDisconnect(disconnect: Disconnect): WireDisconnectResponse {
  const { customerOrderId, name, createdAt, id, numbers, mode, status, disconnected, faults } = disconnect
  const errors = faults.map(({ fault, number }) => ({
    ...wordedFault({ fault, details: {} }, true),
    telephoneNumber: number?.replace(/^\+1/, ''),
  }))
  return {
    ...(disconnected.length > 0 && { disconnected: { numbers: disconnected } }),
    ...(status !== 'RECEIVED' && { errors: { errors } }),
    request: {
      ...{ customerOrderId, name, createdAt, id },
      type: { list: { numbers }, mode, protected: disconnect.protected },
    },
    status,
  }
}

/** One that is refused is not stored: its request comes back beside the errors, without an id. */
export const disconnectRefused: FailureStyle = (fault, { root, body, time }) => {
  const { code, description } = wordedFault(fault, true)
  const { number } = fault.details
  const telephoneNumber = typeof number === 'string' ? number.replace(/^\+1/, '') : undefined
  const wire = body as WireDisconnect | undefined
  return written(document(root, disconnectResponse.codec), {
    errors: { errors: [{ code, description, telephoneNumber }] },
    request: wire && { ...wire, createdAt: time, id: undefined },
  })
}
