/** As far as we use it. */
declare module 'split-sms' {
  export function split(
    message: string,
    options: { readonly summary: boolean },
  ): {
    readonly characterSet: 'GSM' | 'Unicode'
    readonly parts: readonly unknown[]
    /** One for a septet, two for a UTF-16 unit. */
    readonly bytes: number
  }
}
