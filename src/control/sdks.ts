import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Message } from '../domain/message.ts'
import type { Chosen } from '../options.ts'
import type { Place } from '../sdks/recipe.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { urlsOf } from './info.ts'
import { getRecord } from './records/find.ts'
import { list, object, text } from './schemas.ts'
import { type World, worldOf } from './world.ts'

/** How SDKs are pointed at this emulator, and how they send a message once more. */
export const sdkOperations = (define: Define, chosen: Chosen): ControlOperation[] => {
  const place = ({ origin, controlOrigin }: Origins, world: World | undefined): Place => ({
    ...{ url: origin, urls: urlsOf(chosen, origin, controlOrigin), world },
  })
  return [
    define({
      name: 'ListSdks',
      method: 'get',
      path: '/v1/sdks',
      summary: 'How each SDK is pointed at this emulator: a file, with the ids and credentials of an account',
      query: { account: { ...text, description: 'That of info when not given' } },
      answer: object({
        sdks: list(
          object({ name: text, title: text, language: text, apis: text, file: text, 'install?': text, code: text }),
        ),
      }),
      async handle(emulator, { query, ...origins }) {
        const account = query.get('account') ?? undefined
        const world = worldOf(emulator, account)
        if (account !== undefined && !world) throw new Fault('RecordNotFound', { kind: 'account', id: account })
        const [{ recipes }, { fileOf }] = await Promise.all([import('../sdks/env.ts'), import('../sdks/recipe.ts')])
        return {
          sdks: recipes.map((recipe) => {
            const { name, title, language, apis, file, install } = recipe
            return {
              ...{ name, title, language, apis, file, ...(install !== undefined && { install }) },
              code: fileOf(recipe, place(origins, world)),
            }
          }),
        }
      },
    }),

    define({
      name: 'GetMessageSnippet',
      method: 'get',
      path: '/v1/messages/:id/snippet',
      summary: 'Code that sends a message again with an SDK, or has it come in again with the library',
      query: {
        sdk: { ...text, description: 'As in sdks; bandwidth-sdk, or of a message that came in bandwidth-emulator' },
      },
      answer: text,
      answerType: 'text/plain',
      handle(emulator, { params, query, ...origins }) {
        const message = getRecord(emulator, 'messages', params.id)
        const sdk = query.get('sdk') ?? undefined
        if (message.direction === 'in') return receiving(message, sdk, origins)
        return sending(message, sdk, place(origins, worldOfMessage(emulator, message)))
      },
    }),
  ]
}

interface Origins {
  readonly origin: string
  readonly controlOrigin: string
}

/** That of its account, as far as it is still there. */
const worldOfMessage = (emulator: Emulator, { accountId }: Message): World =>
  worldOf(emulator, accountId) ?? {
    ...{ accountId, messagingUserId: '', username: 'any', password: 'any', clientId: 'any', clientSecret: 'any' },
    ...{ applicationId: undefined, siteId: undefined, sipPeerId: undefined, telephoneNumbers: [] },
  }

/** @throws Fault MessageStateUnfit */
async function receiving(message: Message, sdk: string | undefined, { controlOrigin }: Origins): Promise<string> {
  const { library, receivingFileOf } = await import('../sdks/receive.ts')
  if (sdk === undefined || sdk === library) return receivingFileOf(message, controlOrigin)
  const problem = `Message ${message.id} came in, which no SDK can do: only the library has it come in again (sdk=${library})`
  throw new Fault('MessageStateUnfit', { problem })
}

/** @throws Fault MessageStateUnfit, QueryInvalid */
async function sending(message: Message, sdk = 'bandwidth-sdk', place: Place): Promise<string> {
  const [{ recipes }, { sendingFileOf }, { library }] = await Promise.all([
    ...([import('../sdks/env.ts'), import('../sdks/recipe.ts'), import('../sdks/receive.ts')] as const),
  ])
  const able = recipes.filter(({ sends }) => sends)
  const { id, from, to, text, media, tag, priority, expiration, applicationId } = message
  const unfit = (why: string) => new Fault('MessageStateUnfit', { problem: `Message ${id} ${why}` })
  if (sdk === library) throw unfit('was sent, and the library only has messages come in; name an SDK')
  if (message.channelList) throw unfit('may take several channels, which no snippet knows; copy its request as curl')
  const recipe = able.find(({ name }) => name === sdk)
  const said = text === '' ? undefined : text
  const draft = { from, to, text: said, media, tag, priority, expiration, applicationId }
  const file = recipe && sendingFileOf(recipe, place, draft)
  if (file) return file
  const names = able.map(({ name }) => name).join(', ')
  throw new Fault('QueryInvalid', { problem: `No SDK '${sdk}' sends messages; there are ${names}` })
}
