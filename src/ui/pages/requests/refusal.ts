/** What an answer says is wrong with a request. */
export interface Refusal {
  /** Each with its code, where it has one. */
  readonly said: readonly { readonly code?: string; readonly text: string }[]
  /** What is wrong with which field. */
  readonly fields: readonly { readonly name: string; readonly text: string }[]
}

/** Reads an error in any of the forms that the APIs have. @param body - JSON or XML; undefined when it says nothing */
export function refusalIn(body: string): Refusal | undefined {
  const refusal = /^\s*</.test(body) ? inXml(body) : inJson(body)
  return refusal && refusal.said.length + refusal.fields.length > 0 ? refusal : undefined
}

/** Wherever a description stands, its code stands beside it. */
function inXml(xml: string): Refusal {
  const document = new DOMParser().parseFromString(xml, 'application/xml')
  const said = [...document.getElementsByTagName('Description')].map((description) => {
    const beside = [...(description.parentElement?.children ?? [])]
    const code = beside.find(({ tagName }) => tagName === 'ErrorCode' || tagName === 'Code')?.textContent
    return { text: description.textContent ?? '', ...(code && { code }) }
  })
  return { said: said.filter(({ text }) => text !== ''), fields: [] }
}

interface JsonError {
  readonly type?: string
  readonly error?: string
  readonly description?: string
  readonly message?: string
  readonly error_description?: string
  readonly fieldErrors?: readonly { readonly fieldName: string; readonly description: string }[]
  /** Of multichannel messages. */
  readonly errors?: readonly { readonly description: string; readonly source?: { readonly field?: string } }[]
}

function inJson(text: string): Refusal | undefined {
  let json: JsonError
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null) return undefined
  const { type, error, errors = [], fieldErrors = [] } = json
  const description = json.description ?? json.error_description ?? json.message
  const code = type ?? error
  const byField = errors.filter(({ source }) => source?.field !== undefined)
  const others = errors.filter(({ source }) => source?.field === undefined)
  return {
    said: [
      ...(description === undefined ? [] : [{ text: description, ...(code !== undefined && { code }) }]),
      ...others.map(({ description }) => ({ text: description })),
    ],
    fields: [
      ...fieldErrors.map(({ fieldName, description }) => ({ name: fieldName, text: description })),
      ...byField.map(({ description, source }) => ({ name: source?.field ?? '', text: description })),
    ],
  }
}
