import { info } from '../../lib/info.ts'
import { useSdks } from '../../lib/sdks.ts'
import { Copy } from '../../parts/action.tsx'
import { Empty } from '../../parts/bits.tsx'
import { SdkRecipes } from '../../parts/sdk-recipes.tsx'

/** How to point software here, while nothing has asked for anything. */
export function NothingAsked() {
  const urls = info.value?.urls
  const sdks = useSdks()
  const bases: readonly (readonly [string, string | undefined])[] = [
    ['Dashboard API', urls?.dashboardUrl],
    ['Messaging API', urls?.messagingUrl],
    ['Messaging API of 2017', urls?.legacyMessagingUrl],
  ]
  return (
    <Empty title="Nothing has been asked yet">
      <p>
        Point your software here in place of Bandwidth. Any user name and password will do, unless you chose otherwise.
      </p>
      <dl class="bases wide">
        {bases.map(
          ([name, url]) =>
            url !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="mono">{url}</dd>
                <dd>
                  <Copy text={url}>
                    Copy <span class="visually-hidden">the base URL of the {name}</span>
                  </Copy>
                </dd>
              </div>
            ),
        )}
      </dl>
      <SdkRecipes of={sdks} />
    </Empty>
  )
}
