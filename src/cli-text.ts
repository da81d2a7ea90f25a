import { urlsAt, version } from './control/info.ts'
import type { World } from './control/world.ts'
import { flagOf, optionNames, optionTable, variableOf } from './options.ts'
import type { Running } from './start.ts'

/** What `--help` prints. */
export function helpText(): string {
  const rows = optionNames.map((name) => {
    const { value, help, default: initial } = optionTable[name]
    const shown =
      initial === undefined || initial === false || (Array.isArray(initial) && initial.length === 0)
        ? ''
        : ` (${initial})`
    return [`  --${flagOf(name)}${value ? ` <${value}>` : ''}`, `${help}${shown}`] as const
  })
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2
  return [
    'A local stand-in for the Bandwidth Dashboard and Messaging APIs, for tests.',
    '',
    'Usage:',
    '  bandwidth-emulator [start] [options]   start it; nothing needs to be configured',
    '  bandwidth-emulator exec [options] -- <command>',
    '                                         starts one on a free port, runs the command with the variables of `env` set,',
    '                                         and ends with its exit code',
    '  bandwidth-emulator ready [options]     exit code 0 if one is ready at --host and --port, else 1',
    "  bandwidth-emulator ca [options]        prints the CA's certificate: of --tls-dir, else of the one at --host and --port",
    '  bandwidth-emulator env [options]       prints variables for a shell that point to the one at --host and --port;',
    '                                         with --sdk <name> code for an SDK, and --sdk list names them',
    '  bandwidth-emulator doctor [options]    looks whether callbacks get to where they are to go, from the one at --host',
    '                                         and --port; with --send an empty list of events is posted as well',
    '  bandwidth-emulator probe <url>         sends your webhook what production sends on a bad day, and grades what it',
    '                                         answers; --user user:password, --only name,..., --json',
    '',
    'Options:',
    ...rows.map(([flag, help]) => `${flag.padEnd(width)}${help}`),
    `${'  -h, --help'.padEnd(width)}This text`,
    `${'  -v, --version'.padEnd(width)}The version`,
    '',
    `Each option is also an environment variable: --port is ${variableOf('port')}. A flag wins over its variable.`,
  ].join('\n')
}

/** What a start prints for people: where it listens, its world, and how to send a first message. */
export function banner({ emulator, url, httpsUrl }: Running, world: World | undefined, readyMs: number): string {
  const { dashboardUrl, messagingUrl, legacyMessagingUrl, controlUrl } = urlsAt(url, emulator.controlOrigin)
  const lines = [
    `bandwidth-emulator ${version()} (unofficial), ready after ${readyMs} ms`,
    '',
    `  Dashboard API   ${dashboardUrl}`,
    `  Messaging API   ${messagingUrl}   (as of 2017: ${legacyMessagingUrl})`,
    `  Control API     ${controlUrl}`,
    `  In a browser    ${emulator.controlOrigin}/_emulator/`,
    ...(httpsUrl ? [`  HTTPS           ${httpsUrl}, with the CA of ${url}/_emulator/ca.pem`] : []),
  ]
  if (!world) return [...lines, '', 'The world is empty. Any account id and any credentials are served.', ''].join('\n')
  const { accountId, username, password, applicationId, siteId, sipPeerId, telephoneNumbers } = world
  lines.push(
    '',
    `  Account         ${accountId}, user ${username}, password ${password}`,
    `  Application     ${applicationId ?? 'none'}`,
    `  Site, SipPeer   ${siteId ?? 'none'}, ${sipPeerId ?? 'none'}`,
    `  Numbers         ${telephoneNumbers.slice(0, 5).join(' ') || 'none'}`,
  )
  if (applicationId && telephoneNumbers[0]) {
    const body = JSON.stringify({ from: telephoneNumbers[0], to: '+19195550100', text: 'Good morning', applicationId })
    lines.push(
      '',
      'Send a message:',
      `  curl -u ${username}:${password} -H 'Content-Type: application/json' ${messagingUrl}/users/${accountId}/messages -d '${body}'`,
      'See what became of it:',
      `  curl '${controlUrl}/callbacks?state=delivered&wait=5s'`,
    )
  }
  return [...lines, ''].join('\n')
}
