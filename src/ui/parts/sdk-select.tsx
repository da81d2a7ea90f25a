import type { Sdks } from '../lib/sdks.ts'

/** Which SDK one works with. */
export function SdkSelect({ label, of: { all, chosen, choose } }: { label: string; of: Sdks }) {
  return (
    <label class="field">
      {label}
      <select value={chosen?.name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {all.map(({ name, title, language, apis }) => (
          <option key={name} value={name}>
            {language}: {title} · {apis}
          </option>
        ))}
      </select>
    </label>
  )
}
