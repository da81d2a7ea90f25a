/** What goes on at this moment that takes long; options say how much of it may. */
export interface Open {
  /** Requests that are under way, which for the most part wait for something. */
  waits: number
  /** Streams of events. */
  streams: number
}
