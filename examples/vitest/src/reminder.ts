/** Where Bandwidth is, and who we are there. */
export interface BandwidthSettings {
  /** `https://messaging.bandwidth.com/api/v2` in production. */
  readonly messagingUrl: string
  readonly accountId: string
  readonly username: string
  readonly password: string
  readonly applicationId: string
  readonly from: string
}

/** Reminds a guest of a table by text message; gives the message's id. */
export async function sendReminder(settings: BandwidthSettings, guest: { phone: string; time: string }) {
  const { messagingUrl, accountId, username, password, applicationId, from } = settings
  const response = await fetch(`${messagingUrl}/users/${accountId}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${username}:${password}`)}` },
    body: JSON.stringify({ applicationId, from, to: [guest.phone], text: `Your table is ready at ${guest.time}.` }),
  })
  if (!response.ok) throw new Error(`The reminder was not sent: ${response.status} ${await response.text()}`)
  const { id } = (await response.json()) as { id: string }
  return id
}
