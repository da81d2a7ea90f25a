import { each, type Recipe, type Values } from './recipe.ts'

const common = { language: 'JavaScript', proof: 'run by `npm test`' } as const

const members = each((name, literal) => `${name}: ${literal}`)
const { expiration: _, ...membersOf2020 } = members
const inLines = (written: readonly string[]) => written.map((member) => `  ${member},`).join('\n')

export const javascript: readonly Recipe[] = [
  {
    ...common,
    name: 'bandwidth-sdk',
    title: 'bandwidth-sdk 8 (npm)',
    apis: 'Messaging',
    file: 'send.mjs',
    install: 'npm install bandwidth-sdk',
    notes: ['One `basePath` serves all its classes, so give those of voice another Configuration.'],
    sends: { members: { ...members, to: (numbers) => `to: new Set([${numbers.join(', ')}])` } },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import { Configuration, MessagesApi } from 'bandwidth-sdk'

const configuration = new Configuration({
  basePath: ${messagingUrl},
  username: ${username},
  password: ${password},
})
const { status, data } = await new MessagesApi(configuration).createMessage(${accountId}, {
${inLines(message)}
})
console.log(status, data.id)`,
  },
  {
    ...common,
    name: 'bandwidth-sdk-1',
    title: 'bandwidth-sdk 1 (npm)',
    apis: 'Messaging',
    file: 'send.mjs',
    install: 'npm install bandwidth-sdk@1',
    sends: { members },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import { Configuration, MessagesApi } from 'bandwidth-sdk'

const configuration = new Configuration({
  basePath: ${messagingUrl},
  username: ${username},
  password: ${password},
})
const { status, data } = await new MessagesApi(configuration).createMessage(${accountId}, {
${inLines(message)}
})
console.log(status, data.id)`,
  },
  {
    ...common,
    name: 'bandwidth-messaging',
    title: '@bandwidth/messaging 4 (npm)',
    apis: 'Messaging',
    file: 'send.mjs',
    install: 'npm install @bandwidth/messaging',
    sends: { members: membersOf2020 },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import { ApiController, Client, Environment } from '@bandwidth/messaging'

const client = new Client({
  environment: Environment.Custom,
  baseUrl: ${messagingUrl},
  basicAuthUserName: ${username},
  basicAuthPassword: ${password},
})
const { statusCode, result } = await new ApiController(client).createMessage(${accountId}, {
${inLines(message)}
})
console.log(statusCode, result.id)`,
  },
  {
    ...common,
    name: 'bandwidth-numbers',
    title: '@bandwidth/numbers 2 (npm)',
    apis: 'Dashboard',
    file: 'site.mjs',
    install: 'npm install @bandwidth/numbers',
    notes: ['`numbers.Client.globalOptions.apiEndPoint`, set before a client is made, does the same for all clients.'],
    code: ({ dashboardUrl, username, password, accountId }) =>
      `import numbers from '@bandwidth/numbers'

const client = new numbers.Client(${accountId}, ${username}, ${password}, undefined, undefined, {
  apiEndPoint: ${dashboardUrl},
})
const site = await numbers.Site.createAsync(client, {
  name: 'Main Office',
  address: {
    houseNumber: '900',
    streetName: 'Main Campus Dr',
    city: 'Raleigh',
    stateCode: 'NC',
    zip: '27606',
    addressType: 'Service',
  },
})
console.log(site.id)`,
  },
  {
    ...common,
    name: 'node-bandwidth',
    title: 'node-bandwidth 4 (npm)',
    apis: 'Messaging and Dashboard',
    file: 'send.mjs',
    install: 'npm install node-bandwidth',
    notes: [
      'Its `baseUrl` does not count for these calls: have messaging.bandwidth.com and dashboard.bandwidth.com lead to the',
      'emulator, which has to take TLS on port 443: `--tls-port 443` (docs/tls.md). It does not look at the certificate.',
    ],
    sends: { members, code: sendByNodeBandwidth },
    code: (values, message) =>
      `${sendByNodeBandwidth(values, message)}

const dashboard = { accountId: ${values.accountId}, userName: ${values.username}, password: ${values.password}, subaccountId: ${values.siteId} }
const application = await client.v2.Message.createMessagingApplication(dashboard, {
  name: 'My application',
  callbackUrl: 'http://localhost:3000/callbacks',
  locationName: 'My location',
  smsOptions: { enabled: true },
  mmsOptions: { enabled: true },
})
console.log(application.applicationId)`,
  },
]

function sendByNodeBandwidth({ username, password, accountId }: Values, message: readonly string[]): string {
  return `import Bandwidth from 'node-bandwidth'

const client = new Bandwidth({ userId: ${accountId}, apiToken: ${username}, apiSecret: ${password} })
const message = await client.v2.Message.send({
${inLines(message)}
})
console.log(message.id)`
}
