/** What the tests use of the package, which has no types of its own: its README's calls, promised. */
declare module '@bandwidth/numbers' {
  type Fields = Record<string, unknown>

  class Client {
    constructor(
      accountId: string,
      userName: string,
      password: string,
      clientId: string | undefined,
      clientSecret: string | undefined,
      options: { apiEndPoint: string },
    )
    /** Ends the refreshing of access tokens. */
    destroy(): void
  }

  interface Application {
    readonly applicationId: string
    appName: string
    updateAsync(changed: Application): Promise<Fields>
    deleteAsync(): Promise<Fields>
    getSipPeersAsync(): Promise<readonly Fields[] | undefined>
  }

  interface Site {
    readonly id: number
    name: string
    updateAsync(changed: Site): Promise<Fields>
    deleteAsync(): Promise<Fields>
    createSipPeerAsync(sipPeer: Fields): Promise<SipPeer>
  }

  interface SipPeer {
    readonly id: number
    peerName: string
    updateAsync(changed: SipPeer): Promise<Fields>
    deleteAsync(): Promise<Fields>
    moveTnsAsync(numbers: readonly string[]): Promise<Fields>
    getTnsAsync(): Promise<readonly { readonly fullNumber: string }[] | undefined>
    listApplicationAsync(): Promise<unknown>
    editApplicationAsync(settings: Fields): Promise<unknown>
    removeApplicationAsync(): Promise<Fields>
    getSmsSettingsAsync(): Promise<Fields>
    createSmsSettingsAsync(settings: Fields): Promise<Fields>
    editSmsSettingsAsync(settings: Fields): Promise<Fields>
    deleteSmsSettingsAsync(): Promise<Fields>
    getMmsSettingsAsync(): Promise<Fields>
    createMmsSettingsAsync(settings: Fields): Promise<Fields>
    editMmsSettingsAsync(settings: Fields): Promise<undefined>
    deleteMmsSettingsAsync(): Promise<Fields>
  }

  interface OrderAnswer extends Fields {
    readonly order: Fields & { readonly id: string }
    readonly orderStatus: string
  }

  const numbers: {
    readonly Client: typeof Client
    readonly Account: {
      getAsync(client: Client): Promise<Fields>
      moveTnsAsync(
        client: Client,
        order: Fields,
      ): Promise<{ readonly moveTnsOrder: Fields & { readonly orderId: string } }>
      getMoveTnsOrderAsync(client: Client, id: string): Promise<Fields>
    }
    readonly Geocode: { requestAsync(client: Client, address: Fields): Promise<Fields> }
    readonly Application: {
      createMessagingApplicationAsync(client: Client, application: Fields): Promise<Application>
      createVoiceApplicationAsync(client: Client, application: Fields): Promise<Application>
      getAsync(client: Client, id: string): Promise<Application>
      listAsync(client: Client): Promise<readonly Application[]>
    }
    readonly Site: {
      createAsync(client: Client, site: Fields): Promise<Site>
      getAsync(client: Client, id: number): Promise<Site>
      listAsync(client: Client): Promise<readonly Site[]>
    }
    readonly SipPeer: {
      createAsync(client: Client, sipPeer: Fields): Promise<SipPeer>
      getAsync(client: Client, siteId: number, id: number): Promise<SipPeer>
      listAsync(client: Client, siteId: number): Promise<readonly SipPeer[]>
    }
    readonly AvailableNumbers: { listAsync(client: Client, query: Fields): Promise<Fields> }
    readonly Order: {
      createAsync(client: Client, order: Fields): Promise<OrderAnswer>
      getAsync(client: Client, id: string): Promise<OrderAnswer>
    }
    readonly InServiceNumber: {
      listAsync(client: Client, query: Fields): Promise<Fields>
      totalsAsync(client: Client): Promise<Fields>
      getAsync(client: Client, number: string): Promise<Fields>
    }
  }
  export default numbers
}
