import { each, type Recipe } from './recipe.ts'

const setter = (name: string) => `request.set${name.charAt(0).toUpperCase()}${name.slice(1)}`
const { expiration: _, ...membersOf2020 } = each((name, literal) => `${setter(name)}(${literal});`)

export const java: readonly Recipe[] = [
  {
    name: 'java-bandwidth-sdk',
    title: 'com.bandwidth.sdk:bandwidth-sdk with classes in com.bandwidth.sdk.api (Maven)',
    apis: 'Messaging',
    language: 'Java',
    file: 'Send.java',
    install: 'com.bandwidth.sdk:bandwidth-sdk, the newest version',
    notes: ['`setCustomBaseUrl` is a method of each API class; the base path of `ApiClient` counts for nothing.'],
    proof: 'not run here: 5.2.0 is the newest version to be had where the emulator is tested.',
    sends: {
      members: {
        ...each((name, literal) => `.${name}(${literal})`),
        to: (numbers) => numbers.map((number) => `.addToItem(${number})`).join('\n            '),
        media: (urls) => urls.map((url) => `.addMediaItem(java.net.URI.create(${url}))`).join('\n            '),
        priority: ([word]) => `.priority(com.bandwidth.sdk.model.PriorityEnum.fromValue(${word}))`,
        expiration: ([time]) => `.expiration(java.time.OffsetDateTime.parse(${time}))`,
      },
    },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import com.bandwidth.sdk.ApiClient;
import com.bandwidth.sdk.Configuration;
import com.bandwidth.sdk.api.MessagesApi;
import com.bandwidth.sdk.auth.HttpBasicAuth;
import com.bandwidth.sdk.model.MessageRequest;

public class Send {
    public static void main(String[] args) throws Exception {
        ApiClient client = Configuration.getDefaultApiClient();
        HttpBasicAuth basic = (HttpBasicAuth) client.getAuthentication("Basic");
        basic.setUsername(${username});
        basic.setPassword(${password});
        MessagesApi messages = new MessagesApi(client);
        messages.setCustomBaseUrl(${messagingUrl});
        MessageRequest request = new MessageRequest()
${message.map((member) => `            ${member}`).join('\n')};
        System.out.println(messages.createMessage(${accountId}, request).getId());
    }
}`,
  },
  {
    name: 'java-bandwidth-sdk-5',
    title: 'com.bandwidth.sdk:bandwidth-sdk 5 (Maven)',
    apis: 'Messaging',
    language: 'Java',
    file: 'Send.java',
    install: 'com.bandwidth.sdk:bandwidth-sdk:5.2.0',
    proof: 'run by `npm run test:sdks`',
    sends: {
      members: {
        ...membersOf2020,
        to: (numbers) => `request.setTo(Arrays.asList(${numbers.join(', ')}));`,
        media: (urls) => `request.setMedia(Arrays.asList(${urls.join(', ')}));`,
        priority: ([word]) => `request.setPriority(com.bandwidth.messaging.models.PriorityEnum.fromString(${word}));`,
      },
    },
    code: ({ messagingUrl, username, password, accountId }, message) =>
      `import com.bandwidth.BandwidthClient;
import com.bandwidth.Environment;
import com.bandwidth.messaging.models.MessageRequest;
import java.util.Arrays;

public class Send {
    public static void main(String[] args) throws Exception {
        BandwidthClient client = new BandwidthClient.Builder()
            .environment(Environment.CUSTOM)
            .baseUrl(${messagingUrl})
            .messagingBasicAuthCredentials(${username}, ${password})
            .build();
        MessageRequest request = new MessageRequest();
${message.map((member) => `        ${member}`).join('\n')}
        System.out.println(
            client.getMessagingClient().getAPIController().createMessage(${accountId}, request).getResult().getId());
    }
}`,
  },
  {
    name: 'java-bandwidth-iris',
    title: 'com.bandwidth.sdk:bandwidth-java-iris-sdk 1 (Maven)',
    apis: 'Dashboard',
    language: 'Java',
    file: 'CreateSite.java',
    install: 'com.bandwidth.sdk:bandwidth-java-iris-sdk:1.12',
    notes: ['It takes scheme, host and port of the URL, and the version for the path.'],
    proof: 'run by `npm run test:sdks`',
    code: ({ url, username, password, accountId }) =>
      `import com.bandwidth.iris.sdk.IrisClient;
import com.bandwidth.iris.sdk.model.Address;
import com.bandwidth.iris.sdk.model.Site;

public class CreateSite {
    public static void main(String[] args) throws Exception {
        IrisClient client = new IrisClient(${url}, ${accountId}, ${username}, ${password}, "v1.0");
        Address address = new Address();
        address.setHouseNumber("900");
        address.setStreetName("Main Campus Dr");
        address.setCity("Raleigh");
        address.setState("NC");
        address.setZip("27606");
        address.setAddressType("Service");
        Site site = new Site();
        site.setName("Main Office");
        site.setAddress(address);
        System.out.println(Site.create(client, site).getId());
    }
}`,
  },
]
