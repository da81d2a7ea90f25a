import { remembered } from '../core/remembered.ts'

/** Epoch ms as the vendor writes it: `2026-03-05T09:00:00.000Z`. One message has the same several times. */
export const isoTime = remembered((time: number) => new Date(time).toISOString())
