import { each, type Recipe } from './recipe.ts'

const common = { language: 'Python', proof: 'run by `npm run test:sdks`' } as const

const names: Readonly<Record<string, string>> = { from: 'var_from', applicationId: 'application_id' }

export const python: readonly Recipe[] = [
  {
    ...common,
    name: 'python-bandwidth-sdk',
    title: 'bandwidth-sdk 23 (PyPI)',
    apis: 'Messaging',
    file: 'send.py',
    install: 'pip install bandwidth-sdk',
    notes: [
      'Without `ignore_operation_servers` it asks Bandwidth, whatever `host` says. For access tokens: `client_id`,',
      '`client_secret`, and `access_token_url` with the path /api/v1/oauth2/token of the emulator.',
    ],
    sends: { members: each((name, literal) => `${names[name] ?? name}=${literal}`) },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import bandwidth

configuration = bandwidth.Configuration(
    host=${messagingUrl},
    ignore_operation_servers=True,
    username=${username},
    password=${password},
)
with bandwidth.ApiClient(configuration) as client:
    message = bandwidth.MessagesApi(client).create_message(
        ${accountId},
        bandwidth.MessageRequest(
${message.map((member) => `            ${member},`).join('\n')}
        ),
    )
    print(message.id)`,
  },
  {
    ...common,
    name: 'python-bandwidth-numbers-sdk',
    title: 'bandwidth-numbers-sdk 1 (PyPI)',
    apis: 'Dashboard',
    file: 'site.py',
    install: 'pip install bandwidth-numbers-sdk',
    code: ({ dashboardUrl, username, password, accountId }) =>
      `from bandwidth_numbers import Account, Client

client = Client(url=${dashboardUrl}, account_id=${accountId}, username=${username}, password=${password})
site = Account(client=client).sites.create(
    {
        "name": "Main Office",
        "address": {
            "house_number": "900",
            "street_name": "Main Campus Dr",
            "city": "Raleigh",
            "state_code": "NC",
            "zip": "27606",
            "address_type": "Service",
        },
    }
)
print(site.id)`,
  },
]
