import { each, type Recipe } from './recipe.ts'

const common = {
  language: 'Ruby',
  proof: 'not run here: there is no RubyGems where the emulator is tested.',
} as const

export const ruby: readonly Recipe[] = [
  {
    ...common,
    name: 'ruby-bandwidth-sdk',
    title: 'bandwidth-sdk with Bandwidth.configure (RubyGems)',
    apis: 'Messaging',
    file: 'send.rb',
    install: 'gem install bandwidth-sdk',
    notes: ['Without `ignore_operation_servers` it asks Bandwidth, whatever the others say.'],
    sends: { members: each((name, literal) => `${name === 'applicationId' ? 'application_id' : name}: ${literal}`) },
    code: ({ host, username, password, accountId }, message) =>
      `require 'bandwidth-sdk'

Bandwidth.configure do |config|
  config.ignore_operation_servers = true
  config.scheme = 'http'
  config.host = ${host}
  config.base_path = '/api/v2'
  config.username = ${username}
  config.password = ${password}
end

request = Bandwidth::MessageRequest.new(
${message.map((member) => `  ${member}`).join(',\n')}
)
puts Bandwidth::MessagesApi.new.create_message(${accountId}, request).id`,
  },
  {
    ...common,
    name: 'ruby-bandwidth-iris',
    title: 'ruby-bandwidth-iris (RubyGems)',
    apis: 'Dashboard',
    file: 'sites.rb',
    install: 'gem install ruby-bandwidth-iris',
    notes: ['It adds the path /v1.0 itself; `:api_version` changes that.'],
    code: ({ url, username, password, accountId }) =>
      `require 'ruby-bandwidth-iris'

client = BandwidthIris::Client.new(${accountId}, ${username}, ${password}, { api_endpoint: ${url} })
puts BandwidthIris::Site.list(client).length`,
  },
]
