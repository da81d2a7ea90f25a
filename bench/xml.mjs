// What writing an answer costs the event loop: xmlbuilder2's DOM, its callback builder, and the emulator's own writer,
// as ratios in one run. Each kind makes the same text, which is checked first.
// usage: node bench/xml.mjs [rounds]
import { create, createCB } from 'xmlbuilder2'

const rounds = Number(process.argv[2] ?? 40)
const declaration = { version: '1.0', encoding: 'UTF-8', standalone: true }

function dom(walk) {
  let node = create(declaration)
  walk({
    open: (name) => {
      node = node.ele(name)
    },
    text: (text) => {
      node.txt(text)
    },
    close: () => {
      node = node.up()
    },
  })
  return node.doc().end()
}

function callbacks(walk) {
  let text = ''
  const builder = createCB({
    data: (chunk) => {
      text += chunk
    },
    error: (error) => {
      throw error
    },
  })
  builder.dec(declaration)
  walk({ open: (name) => builder.ele(name), text: (value) => builder.txt(value), close: () => builder.up() })
  builder.end()
  return text
}

const escaped = (text) =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

const tagsOf = (name) => {
  const [start, end, empty] = [`<${name}>`, `</${name}>`, `<${name}/>`]
  return (content) => (content === '' ? empty : start + content + end)
}

const fields = ['City', 'LATA', 'RateCenter', 'State', 'FullNumber', 'Tier', 'VendorId', 'VendorName']

/** A search with details: eight elements an item. */
const list = (items) => (to) => {
  to.open('SearchResult')
  to.open('TelephoneNumberDetailList')
  for (let item = 0; item < items; item++) {
    to.open('TelephoneNumberDetail')
    for (const field of fields) {
      to.open(field)
      to.text(field === 'City' ? `${field} & ${item}` : `${field} ${item}`)
      to.close()
    }
    to.close()
  }
  to.close()
  to.close()
}

const tags = Object.fromEntries(
  ['SearchResult', 'TelephoneNumberDetailList', 'TelephoneNumberDetail', ...fields].map((name) => [name, tagsOf(name)]),
)

/** As src/xml does it: each element gives its text to the one it is in. */
function direct(_, items) {
  let details = ''
  for (let item = 0; item < items; item++) {
    let detail = ''
    for (const field of fields)
      detail += tags[field](escaped(field === 'City' ? `${field} & ${item}` : `${field} ${item}`))
    details += tags.TelephoneNumberDetail(detail)
  }
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${tags.SearchResult(tags.TelephoneNumberDetailList(details))}`
}

const writers = { 'direct writer': direct, "xmlbuilder2's DOM": dom, "xmlbuilder2's createCB": callbacks }

for (const [name, items, times] of [
  ['a document of one item', 1, 500],
  ['1,000 items', 1_000, 1],
  ['5,000 items', 5_000, 1],
]) {
  const walk = list(items)
  const expected = dom(walk)
  for (const [kind, write] of Object.entries(writers)) {
    if (write(walk, items) !== expected) throw new Error(`${kind} writes something else for ${name}`)
  }
  const took = Object.fromEntries(Object.keys(writers).map((kind) => [kind, []]))
  // In turns, so that what the machine does meanwhile falls on all of them.
  for (let round = 0; round < (items > 1_000 ? Math.ceil(rounds / 8) : rounds); round++) {
    for (const [kind, write] of Object.entries(writers)) {
      const startedAt = performance.now()
      for (let time = 0; time < times; time++) Buffer.byteLength(write(walk, items))
      took[kind].push((performance.now() - startedAt) / times)
    }
  }
  console.log(`${name}, ${Buffer.byteLength(expected)} bytes:`)
  const unit = median(took['direct writer'])
  for (const [kind, times] of Object.entries(took)) {
    const [middle, worst] = [median(times), Math.max(...times)]
    console.log(`  ${kind}: ${ms(middle)} (worst ${ms(worst)}), ${(middle / unit).toFixed(1)} times the direct writer`)
  }
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function ms(value) {
  return `${value.toFixed(value < 1 ? 4 : 1)} ms`
}
