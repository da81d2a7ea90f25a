import type { Recipe } from './recipe.ts'

const common = { language: 'JavaScript', proof: 'run by `npm test`' } as const

export const javascript: readonly Recipe[] = [
  {
    ...common,
    name: 'bandwidth-sdk',
    title: 'bandwidth-sdk 8 (npm)',
    apis: 'Messaging',
    file: 'send.mjs',
    install: 'npm install bandwidth-sdk',
    notes: ['One `basePath` serves all its classes, so give those of voice another Configuration.'],
    code: ({ messagingUrl, username, password, accountId, from, to, applicationId }) =>
      `import { Configuration, MessagesApi } from 'bandwidth-sdk'

const configuration = new Configuration({
  basePath: ${messagingUrl},
  username: ${username},
  password: ${password},
})
const { status, data } = await new MessagesApi(configuration).createMessage(${accountId}, {
  from: ${from},
  to: new Set([${to}]),
  text: 'Good morning',
  applicationId: ${applicationId},
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
    code: ({ messagingUrl, username, password, accountId, from, to, applicationId }) =>
      `import { Configuration, MessagesApi } from 'bandwidth-sdk'

const configuration = new Configuration({
  basePath: ${messagingUrl},
  username: ${username},
  password: ${password},
})
const { status, data } = await new MessagesApi(configuration).createMessage(${accountId}, {
  from: ${from},
  to: [${to}],
  text: 'Good morning',
  applicationId: ${applicationId},
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
    code: ({ messagingUrl, username, password, accountId, from, to, applicationId }) =>
      `import { ApiController, Client, Environment } from '@bandwidth/messaging'

const client = new Client({
  environment: Environment.Custom,
  baseUrl: ${messagingUrl},
  basicAuthUserName: ${username},
  basicAuthPassword: ${password},
})
const { statusCode, result } = await new ApiController(client).createMessage(${accountId}, {
  from: ${from},
  to: [${to}],
  text: 'Good morning',
  applicationId: ${applicationId},
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
    code: ({ username, password, accountId, siteId, from, to, applicationId }) =>
      `import Bandwidth from 'node-bandwidth'

const client = new Bandwidth({ userId: ${accountId}, apiToken: ${username}, apiSecret: ${password} })
const message = await client.v2.Message.send({
  from: ${from},
  to: [${to}],
  text: 'Good morning',
  applicationId: ${applicationId},
})
console.log(message.id)

const dashboard = { accountId: ${accountId}, userName: ${username}, password: ${password}, subaccountId: ${siteId} }
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
