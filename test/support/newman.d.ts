/** What the tests use of the package, which has no types of its own. */
declare module 'newman' {
  interface Summary {
    readonly run: {
      readonly failures: readonly { readonly source?: { readonly name?: string }; readonly error: Error }[]
      readonly stats: { readonly assertions: { readonly total: number } }
      readonly executions: readonly {
        readonly item: { readonly name: string }
        readonly assertions?: readonly { readonly assertion: string; readonly error?: Error }[]
      }[]
    }
  }

  const newman: {
    run(
      options: {
        readonly collection: unknown
        readonly environment: unknown
        readonly envVar: readonly { readonly key: string; readonly value: string }[]
      },
      done: (error: Error | null, summary: Summary) => void,
    ): void
  }
  export default newman
}
