/**
 * Where the port of `url` is for who reached another one at `origin`: by the scheme and the name that they used.
 *
 * @param url - where the emulator listens, with its port
 */
export const atPortOf = (url: string, origin: string): string =>
  origin.replace(/(:\d*)?$/, /:\d+$/.exec(url)?.[0] ?? '')
