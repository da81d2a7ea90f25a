import type { Sdks } from '../lib/sdks.ts'
import { Copy } from './action.tsx'
import { Code } from './code.tsx'
import { SdkSelect } from './sdk-select.tsx'

/** How each SDK is pointed at this emulator, one at a time: what to install, and a file that runs as it stands. */
export function SdkRecipes({ of }: { of: Sdks }) {
  const { chosen } = of
  if (!chosen) return null
  return (
    <section class="stack wide" aria-label="By an SDK">
      <SdkSelect label="With an SDK" of={of} />
      {chosen.install !== undefined && <Code text={chosen.install} label="What to install" />}
      <Code text={chosen.code.trim()} label={chosen.file} />
      <div class="line">
        <Copy text={chosen.code}>Copy {chosen.file}</Copy>
      </div>
    </section>
  )
}
