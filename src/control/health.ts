import type { ControlOperation, Define } from './endpoint.ts'
import { flag, object, oneOfThese } from './schemas.ts'

/** What anybody may ask: whether the emulator lives, and the sink that stands for a customer's software. */
export const healthOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetLiveness',
    method: 'get',
    path: '/livez',
    summary: 'Whether it lives',
    open: true,
    hot: true,
    answer: object({ status: oneOfThese('live') }),
    handle: () => ({ status: 'live' }),
  }),
  define({
    name: 'GetReadiness',
    method: 'get',
    path: '/readyz',
    summary: 'Whether it is ready',
    open: true,
    hot: true,
    answer: object({ status: oneOfThese('ready') }),
    handle: () => ({ status: 'ready' }),
  }),
  define({
    name: 'TakeCallback',
    method: 'post',
    path: '/sink',
    summary: 'Takes any callback',
    open: true,
    hot: true,
    answer: object({ taken: flag }),
    handle: () => ({ taken: true }),
  }),
]
