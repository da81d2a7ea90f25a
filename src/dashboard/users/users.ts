import type { Account, User } from '../../domain/account.ts'
import { document, element, many, maybe, one, text } from '../../xml/index.ts'
import { endpoint } from '../endpoint.ts'

const user = element({
  username: one('Username', text),
  firstName: maybe('FirstName', text),
  lastName: maybe('LastName', text),
  emailAddress: maybe('EmailAddress', text),
  telephoneNumber: maybe('TelephoneNumber', text),
})
export const usersResponse = document(
  'UsersResponse',
  element({ users: one('Users', element({ user: many('User', user) })) }),
)

const evidence = {
  evidence: 'observed',
  source: 'fixtures of the SDKs 2014 to 2018',
  differs: 'the users that the seed names, else the one that asks; their names and addresses are made up; no roles',
} as const

/** Who may ask, in as far as that is known. */
export const users = [
  endpoint({
    ...{ name: 'ListUsers', method: 'get', path: '/users', answers: usersResponse, ...evidence },
    handle: (_, { accounts, user }) => wireUsers(accounts, user),
  }),

  endpoint({
    ...{
      name: 'ListAccountUsers',
      method: 'get',
      path: '/accounts/:accountId/users',
      answers: usersResponse,
      ...evidence,
    },
    handle: (_, { account, user }) => wireUsers([account], user),
  }),
]

function wireUsers(accounts: readonly Account[], asking: string) {
  const known = accounts.flatMap(({ users }) => users.map(({ username }: User) => username))
  const names = known.length > 0 ? [...new Set(known)] : [asking]
  const user = names.map((username) => ({
    ...{ username, firstName: username, lastName: 'User', telephoneNumber: '9195550100' },
    emailAddress: `${username.replace(/[^\w.-]/g, '-')}@example.com`,
  }))
  return { users: { user } }
}
