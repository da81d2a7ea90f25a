import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../lib/route.ts'
import { allSdks, keepSdk, lastSdk, type Sdk } from '../lib/sdks.ts'
import { Copy } from './action.tsx'
import { Code } from './code.tsx'

/** How each SDK is pointed at this emulator, one at a time: what to install, and a file that runs as it stands. */
export function SdkRecipes() {
  const sdks = useSignal<readonly Sdk[]>([])
  const name = useSignal(lastSdk())
  useEffect(() => {
    allSdks().then(
      (told) => (sdks.value = told),
      () => {},
    )
  }, [account.value])
  const chosen = sdks.value.find((sdk) => sdk.name === name.value) ?? sdks.value[0]
  if (!chosen) return null
  return (
    <div class="stack sdk">
      <label class="field">
        With an SDK
        <select
          value={chosen.name}
          onChange={({ currentTarget }) => {
            name.value = currentTarget.value
            keepSdk(currentTarget.value)
          }}
        >
          {sdks.value.map(({ name, title, language, apis }) => (
            <option key={name} value={name}>
              {language}: {title} · {apis}
            </option>
          ))}
        </select>
      </label>
      {chosen.install !== undefined && <Code text={chosen.install} label="What to install" />}
      <Code text={chosen.code.trim()} label={chosen.file} />
      <div class="line">
        <Copy text={chosen.code}>Copy {chosen.file}</Copy>
      </div>
    </div>
  )
}
