import { remembered } from './remembered.ts'

/** Epoch ms in words: `2026-03-05T09:00:00.000Z`. One message has the same several times, and so has what came together. */
export const isoTime = remembered((time: number) => new Date(time).toISOString())
