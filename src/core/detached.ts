/**
 * The same plain value with texts of its own: a piece of a text holds on to the whole, which may be a document of
 * megabytes.
 */
export const detached = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
