import { useState } from 'preact/hooks'
import type { Views } from '../../control/records/views.ts'
import { getText } from '../lib/api.ts'
import { Copy } from './action.tsx'
import { dots } from './bits.tsx'
import { Code } from './code.tsx'

const isSecret = (name: string) => /^(proxy-)?authorization$|^cookie$/i.test(name)
/** The scheme may be seen. */
const masked = (value: string) => value.replace(/^((?:basic|bearer|digest)\s+)?.*$/is, `$1${dots}`)

/** A name and password are base64 in the header. */
function plainBasic(value: string): string | undefined {
  const [, encoded] = /^basic\s+([\w+/=]+)$/i.exec(value) ?? []
  if (encoded === undefined) return undefined
  try {
    return atob(encoded)
  } catch {
    return undefined
  }
}

/** The headers of a request or an answer; credentials are seen on demand alone. */
export function Headers({ of, label }: { of: Readonly<Record<string, string>>; label: string }) {
  const [revealed, setRevealed] = useState(false)
  const entries = Object.entries(of)
  if (entries.length === 0) return <p class="faint">No headers.</p>
  return (
    <div class="stack">
      <table class="table headers" aria-label={label}>
        <tbody>
          {entries.map(([name, value]) => {
            const plain = revealed && isSecret(name) ? plainBasic(value) : undefined
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  {isSecret(name) && !revealed ? masked(value) : value}
                  {plain !== undefined && <div class="faint">that is {plain}</div>}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {entries.some(([name]) => isSecret(name)) && (
        <div>
          <button type="button" class="button" aria-pressed={revealed} onClick={() => setRevealed(!revealed)}>
            {revealed ? 'Hide credentials' : 'Reveal credentials'}
          </button>
        </div>
      )}
    </div>
  )
}

/** A body as it was recorded. */
export function Body({ of: { text, base64, cutFrom }, label }: { of: Views['requests']['body']; label: string }) {
  return (
    <>
      {cutFrom !== undefined && (
        <p class="faint">Only its beginning is on record: it had {cutFrom.toLocaleString()} bytes.</p>
      )}
      {base64 !== undefined && <p class="faint">Bytes that are no text, as base64:</p>}
      <Code text={base64 ?? text ?? ''} label={label} />
    </>
  )
}

/** Copies a record as a command. @param credentials - whether there are some that it can have */
export function CopyCurl({ path, credentials }: { path: string; credentials: boolean }) {
  return (
    <>
      <Copy text={() => getText(`${path}/curl`)}>Copy as curl</Copy>
      {credentials && (
        <Copy text={() => getText(`${path}/curl`, { secrets: 'true' })}>Copy as curl with credentials</Copy>
      )}
    </>
  )
}
