import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { getText, type Problem } from '../lib/api.ts'
import { allSdks, keepSdk, lastSdk, type Sdk } from '../lib/sdks.ts'
import { Copy } from './action.tsx'
import { Code } from './code.tsx'
import { Dialog } from './dialog.tsx'

interface Props {
  readonly messageId: string
  readonly direction: 'in' | 'out'
}

/** Shows code that sends a message again with an SDK, or has it come in again, to be copied. */
export function CopySnippet({ messageId, direction }: Props) {
  const open = useSignal(false)
  return (
    <>
      <button type="button" class="button" onClick={() => (open.value = true)}>
        Copy as SDK snippet
      </button>
      {open.value && <Snippet messageId={messageId} direction={direction} close={() => (open.value = false)} />}
    </>
  )
}

/** What of the SDKs can send a message. */
const sends = ({ name, apis }: Sdk) => name !== 'generic' && apis.includes('Messaging')

function Snippet({ messageId, direction, close }: Props & { close: () => void }) {
  const sdks = useSignal<readonly Sdk[]>([])
  const name = useSignal(lastSdk())
  const code = useSignal('')
  const problem = useSignal('')
  const able = sdks.value.filter(sends)
  const chosen = able.find((sdk) => sdk.name === name.value) ?? able[0]
  // Only the library has a message come in.
  const sdk = direction === 'in' ? undefined : chosen?.name
  const wanted = direction === 'in' || sdk !== undefined
  useEffect(() => {
    if (direction === 'in') return
    allSdks().then(
      (told) => (sdks.value = told),
      (error: Problem) => (problem.value = error.message),
    )
  }, [])
  useEffect(() => {
    if (!wanted) return
    let left = false
    getText(`v1/messages/${encodeURIComponent(messageId)}/snippet`, { sdk }).then(
      (text) => {
        if (left) return
        code.value = text
        problem.value = ''
      },
      (error: Problem) => {
        if (!left) problem.value = error.message
      },
    )
    return () => {
      left = true
    }
  }, [messageId, sdk, wanted])
  return (
    <Dialog title="The message in code" close={close}>
      <div class="form">
        {direction === 'out' && (
          <label class="field">
            SDK
            <select
              value={chosen?.name}
              onChange={({ currentTarget }) => {
                name.value = currentTarget.value
                keepSdk(currentTarget.value)
              }}
            >
              {able.map(({ name, title, language }) => (
                <option key={name} value={name}>
                  {language}: {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {problem.value !== '' && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
        {problem.value === '' && code.value !== '' && (
          <>
            <Code text={code.value.trim()} label="Code" />
            <div class="line">
              <Copy text={code.value}>Copy the code</Copy>
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}
