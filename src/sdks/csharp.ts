import { each, type Recipe } from './recipe.ts'

const common = {
  language: 'C#',
  proof: 'not run here: there is no NuGet where the emulator is tested.',
} as const

export const csharp: readonly Recipe[] = [
  {
    ...common,
    name: 'csharp-bandwidth-sdk',
    title: 'Bandwidth.Sdk with classes in Bandwidth.Standard.Api (NuGet)',
    apis: 'Messaging',
    file: 'Program.cs',
    install: 'dotnet add package Bandwidth.Sdk',
    notes: [
      '`BasePath` counts only where `OperationServers` names no server, and `new MessagesApi(configuration)` loses those:',
      'hand over a client as well.',
    ],
    sends: {
      members: {
        ...each((name, literal) => `${name}: ${literal}`),
        priority: ([word]) => `priority: Enum.Parse<PriorityEnum>(${word}, true)`,
        expiration: ([time]) => `expiration: DateTime.Parse(${time})`,
      },
    },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `using Bandwidth.Standard.Api;
using Bandwidth.Standard.Client;
using Bandwidth.Standard.Model;

var configuration = new Configuration
{
    BasePath = ${messagingUrl},
    OperationServers = new Dictionary<string, List<IReadOnlyDictionary<string, object>>>(),
    Username = ${username},
    Password = ${password},
};
var client = new ApiClient(configuration.BasePath);
var messages = new MessagesApi(client, client, configuration);
var request = new MessageRequest(
${message.map((member) => `    ${member}`).join(',\n')});
Console.WriteLine(messages.CreateMessage(${accountId}, request).Id);`,
  },
  {
    ...common,
    name: 'csharp-bandwidth-iris',
    title: 'Bandwidth.Iris (NuGet)',
    apis: 'Dashboard',
    file: 'Program.cs',
    install: 'dotnet add package Bandwidth.Iris',
    notes: ['It takes scheme, host and port of the URL, and the version for the path.'],
    code: ({ url, username, password, accountId }) =>
      `using Bandwidth.Iris;
using Bandwidth.Iris.Model;

var client = Client.GetInstance(${accountId}, ${username}, ${password}, ${url}, "v1.0");
Console.WriteLine((await Site.List(client)).Length);`,
  },
]
