import { info } from '../../lib/info.ts'
import { Badge } from '../../parts/bits.tsx'
import { Table } from '../../parts/table.tsx'
import { Panel } from './panel.tsx'

type Option = readonly [name: string, { readonly value?: unknown; readonly from: string }]

/** How the emulator was told to behave, and by whom. */
export function SettingsPanel() {
  const options: Option[] = Object.entries(info.value?.options ?? {})
  const chosen = options.filter(([, { from }]) => from !== 'default')
  const others = options.filter(([, { from }]) => from === 'default')
  return (
    <Panel title="Settings in force">
      <p class="faint">They are chosen when the emulator is started, and stay for as long as it runs.</p>
      {chosen.length === 0 ? <p>All are the defaults.</p> : <Options label="Settings that were chosen" of={chosen} />}
      <details>
        <summary>{others.length} are the defaults</summary>
        <Options label="Settings that are the defaults" of={others} />
      </details>
    </Panel>
  )
}

function Options({ label, of: options }: { label: string; of: readonly Option[] }) {
  return (
    <Table label={label} heads={['Option', 'Value', 'From']}>
      {options.map(([name, { value, from }]) => (
        <tr key={name}>
          <td class="mono">--{name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}</td>
          <td>
            <bdi>{inWords(value)}</bdi>
          </td>
          <td>{from === 'default' ? <span class="faint">default</span> : <Badge>{from}</Badge>}</td>
        </tr>
      ))}
    </Table>
  )
}

function inWords(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
