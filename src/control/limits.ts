/** How much of what takes long goes on at once: a client that forgets to hang up must not fill the memory. */
export const limits = {
  /** Requests that are under way, which for the most part wait for something. */
  waits: 10_000,
  /** Streams of events. */
  streams: 1_000,
}

/** What goes on at this moment. */
export interface Open {
  waits: number
  streams: number
}
