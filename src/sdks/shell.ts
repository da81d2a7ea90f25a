import { each, type Recipe, type Values } from './recipe.ts'

const common = { language: 'shell', apis: 'Messaging and Dashboard', proof: 'run by `npm test`' } as const

/** Variables that samples and tools of Bandwidth read, and two that samples of ours do. */
export const variablesOf = (values: Values): Record<string, string> => ({
  BANDWIDTH_EMULATOR_URL: values.controlOrigin,
  BANDWIDTH_DASHBOARD_URL: values.dashboardUrl,
  BANDWIDTH_MESSAGING_URL: values.messagingUrl,
  BW_API_URL: values.url,
  BW_MESSAGING_URL: values.url,
  BW_ACCOUNT_ID: values.accountId,
  BW_USERNAME: values.username,
  BW_PASSWORD: values.password,
  BW_CLIENT_ID: values.clientId,
  BW_CLIENT_SECRET: values.clientSecret,
  BW_MESSAGING_APPLICATION_ID: values.applicationId,
  BW_NUMBER: values.from,
  USER_NUMBER: values.to,
})

export const variables: Recipe = {
  ...common,
  name: 'generic',
  title: 'Environment variables',
  file: 'env.sh',
  notes: [
    'BW_API_URL and BW_MESSAGING_URL are for the command `band`, which adds the paths itself. What it asks of the Dashboard,',
    'under /api/v2, is not emulated.',
  ],
  code: (values) =>
    Object.entries(variablesOf(values))
      .map(([name, literal]) => `export ${name}=${literal}`)
      .join('\n'),
}

export const shell: readonly Recipe[] = [
  variables,
  {
    ...common,
    name: 'curl',
    title: 'curl',
    file: 'send.sh',
    sends: { members: each((_, literal) => literal), code: sendByCurl },
    code: (values) =>
      `curl -u ${values.username}:${values.password} ${values.dashboardUrl}/accounts/${values.accountId}/sites
${sendByCurl(values)}`,
  },
]

function sendByCurl({ messagingUrl, accountId, username, password, message }: Values): string {
  return `curl -u ${username}:${password} -H 'Content-Type: application/json' \\
  ${messagingUrl}/users/${accountId}/messages \\
  -d ${message}`
}
