import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { onTestFinished } from 'vitest'

/** The hosts that this process asks anything of over node:http and node:https, from now to the end of the test. */
export function watchHosts(): ReadonlySet<string> {
  const hosts = new Set<string>()
  const note = (message: unknown) => hosts.add((message as { request: ClientRequest }).request.host)
  subscribe('http.client.request.start', note)
  onTestFinished(() => void unsubscribe('http.client.request.start', note))
  return hosts
}
