import type { Recipe } from './recipe.ts'

const common = { language: 'shell', apis: 'Messaging and Dashboard', proof: 'run by `npm test`' } as const

/** Variables that samples and tools of Bandwidth read, and two that samples of ours do. */
export const variables: Recipe = {
  ...common,
  name: 'generic',
  title: 'Environment variables',
  file: 'env.sh',
  notes: [
    'BW_API_URL and BW_MESSAGING_URL are for the command `band`, which adds the paths itself. What it asks of the Dashboard,',
    'under /api/v2, is not emulated.',
  ],
  code: (values) => {
    const { url, dashboardUrl, messagingUrl, accountId, username, password } = values
    const { clientId, clientSecret, applicationId, from, to } = values
    const variables = {
      BANDWIDTH_EMULATOR_URL: url,
      BANDWIDTH_DASHBOARD_URL: dashboardUrl,
      BANDWIDTH_MESSAGING_URL: messagingUrl,
      BW_API_URL: url,
      BW_MESSAGING_URL: url,
      BW_ACCOUNT_ID: accountId,
      BW_USERNAME: username,
      BW_PASSWORD: password,
      BW_CLIENT_ID: clientId,
      BW_CLIENT_SECRET: clientSecret,
      BW_MESSAGING_APPLICATION_ID: applicationId,
      BW_NUMBER: from,
      USER_NUMBER: to,
    }
    return Object.entries(variables)
      .map(([name, literal]) => `export ${name}=${literal}`)
      .join('\n')
  },
}

export const shell: readonly Recipe[] = [
  variables,
  {
    ...common,
    name: 'curl',
    title: 'curl',
    file: 'send.sh',
    code: ({ dashboardUrl, messagingUrl, accountId, username, password, message }) =>
      `curl -u ${username}:${password} ${dashboardUrl}/accounts/${accountId}/sites
curl -u ${username}:${password} -H 'Content-Type: application/json' \\
  ${messagingUrl}/users/${accountId}/messages \\
  -d ${message}`,
  },
]
