import { each, type Recipe } from './recipe.ts'

const common = {
  language: 'PHP',
  proof: 'not run here: there is no Packagist where the emulator is tested.',
} as const

const { expiration: _, ...membersOf2020 } = each((name, literal) => `$request->${name} = ${literal};`)

export const php: readonly Recipe[] = [
  {
    ...common,
    name: 'php-bandwidth-sdk',
    title: 'bandwidth/sdk with classes in BandwidthLib (Packagist)',
    apis: 'Messaging',
    file: 'send.php',
    install: 'composer require bandwidth/sdk',
    notes: [
      'The generation with classes in Bandwidth\\Api asks the host of its Configuration only where that says so by',
      '`getIgnoreOperationHosts()`.',
    ],
    sends: { members: membersOf2020 },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `<?php
require 'vendor/autoload.php';

$config = new BandwidthLib\\Configuration([
    'environment' => BandwidthLib\\Environments::CUSTOM,
    'baseUrl' => ${messagingUrl},
    'messagingBasicAuthUserName' => ${username},
    'messagingBasicAuthPassword' => ${password},
]);
$messages = (new BandwidthLib\\BandwidthClient($config))->getMessaging()->getClient();

$request = new BandwidthLib\\Messaging\\Models\\MessageRequest();
${message.join('\n')}
echo $messages->createMessage(${accountId}, $request)->getResult()->id, PHP_EOL;`,
  },
  {
    ...common,
    name: 'php-bandwidth-iris',
    title: 'bandwidth/iris (Packagist)',
    apis: 'Dashboard',
    file: 'sites.php',
    install: 'composer require bandwidth/iris',
    code: ({ dashboardUrl, username, password, accountId }) =>
      `<?php
require 'vendor/autoload.php';

$client = new Iris\\Client(${username}, ${password}, ['url' => ${dashboardUrl}]);
$account = new Iris\\Account(${accountId}, $client);
echo count($account->sites()->getList()), PHP_EOL;`,
  },
]
