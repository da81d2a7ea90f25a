import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { getText } from '../lib/api.ts'
import { reasonOf } from '../lib/notices.ts'
import { thatSend, useSdks } from '../lib/sdks.ts'
import { Copy } from './action.tsx'
import { Code } from './code.tsx'
import { Dialog } from './dialog.tsx'
import { SdkSelect } from './sdk-select.tsx'
import { Refused } from './task.tsx'

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

function Snippet({ messageId, direction, close }: Props & { close: () => void }) {
  const sdks = thatSend(useSdks())
  const code = useSignal('')
  const problem = useSignal<string | undefined>(undefined)
  // Only the library has a message come in.
  const sdk = direction === 'in' ? undefined : sdks.chosen?.name
  const wanted = direction === 'in' || sdk !== undefined
  useEffect(() => {
    if (!wanted) return
    let left = false
    getText(`v1/messages/${encodeURIComponent(messageId)}/snippet`, { sdk }).then(
      (text) => {
        if (left) return
        code.value = text
        problem.value = undefined
      },
      (error) => {
        if (!left) problem.value = reasonOf(error)
      },
    )
    return () => {
      left = true
    }
  }, [messageId, sdk, wanted])
  const refused = problem.value ?? sdks.problem
  return (
    <Dialog title="The message in code" close={close}>
      <div class="form">
        {direction === 'out' && <SdkSelect label="SDK" of={sdks} />}
        <Refused because={refused} />
        {refused === undefined && code.value !== '' && (
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
