import { expect, it } from 'vitest'
import {
  boolean,
  type Codec,
  dateTime,
  document,
  element,
  integer,
  many,
  maybe,
  one,
  read,
  text,
  textual,
  variant,
  WireError,
  write,
  type XmlNode,
} from './index.ts'

const peer = element({ name: one('PeerName', text), isDefault: maybe('IsDefaultPeer', boolean) })
const site = element({
  name: one('Name', text),
  size: maybe('Size', integer),
  peers: maybe('SipPeers', element({ peer: many('SipPeer', peer) })),
})
const siteDocument = document('Site', site)

const decoded = (node: XmlNode) => read(siteDocument, { Site: node })
const xml = <T>(codec: Codec<T>, value: T) => write(document('Site', codec), value)
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

it('writes the declaration and the fields in the order of their description, without white space', () => {
  const value = { peers: { peer: [{ isDefault: true, name: 'a' }, { name: 'b' }] }, size: 3, name: 'Main' }
  expect(xml(site, value)).toBe(
    `${declaration}<Site><Name>Main</Name><Size>3</Size><SipPeers><SipPeer><PeerName>a</PeerName>` +
      '<IsDefaultPeer>true</IsDefaultPeer></SipPeer><SipPeer><PeerName>b</PeerName></SipPeer></SipPeers></Site>',
  )
})

it('leaves out what is undefined and what is not described', () => {
  const row = { name: 'Main', size: undefined, accountId: '1' }
  expect(xml(site, row)).toBe(`${declaration}<Site><Name>Main</Name></Site>`)
})

it('writes a container that is empty, and an element without text, as empty elements', () => {
  expect(xml(site, { name: '', peers: { peer: [] } })).toBe(`${declaration}<Site><Name/><SipPeers/></Site>`)
  expect(xml(element({}), {})).toBe(`${declaration}<Site/>`)
})

it('escapes what XML reserves, and replaces what it forbids', () => {
  expect(xml(element({ name: one('Name', text) }), { name: '<a> & "b" \u0000' })).toBe(
    `${declaration}<Site><Name>&lt;a&gt; &amp; "b" \uFFFD</Name></Site>`,
  )
})

it('reads one and many alike', () => {
  const withPeers = (...names: string[]) => ({
    Name: ['Main'],
    SipPeers: [{ SipPeer: names.map((name) => ({ PeerName: [name] })) }],
  })
  expect(decoded(withPeers('a'))).toEqual({ name: 'Main', peers: { peer: [{ name: 'a' }] } })
  expect(decoded(withPeers('a', 'b')).peers?.peer).toEqual([{ name: 'a' }, { name: 'b' }])
})

it('reads names whatever their case, and passes over what it does not know', () => {
  expect(decoded({ NAME: ['Main'], size: ['3'], Other: [{ Name: ['x'] }], _: 'text between' })).toEqual({
    name: 'Main',
    size: 3,
  })
})

it('reads a root whatever its case, and refuses another', () => {
  expect(read(siteDocument, { site: { Name: ['Main'] } })).toEqual({ name: 'Main' })
  expect(() => read(siteDocument, { Order: {} })).toThrow('Site: is expected as the root element, not Order')
})

it('gathers the children of a container that comes several times', () => {
  const containers = ['a', 'b'].map((name) => ({ SipPeer: [{ PeerName: [name] }] }))
  expect(decoded({ Name: ['Main'], SipPeers: containers }).peers?.peer).toEqual([{ name: 'a' }, { name: 'b' }])
})

it('takes bare text where children are expected for an empty container', () => {
  expect(decoded({ Name: ['Main'], SipPeers: ['0'] }).peers).toEqual({ peer: [] })
})

it('trims text, and takes the first of several where one is expected', () => {
  expect(decoded({ Name: ['  Main \n', 'Other'] })).toEqual({ name: 'Main' })
})

it('reads an element of text that is empty as empty text', () => {
  expect(decoded({ Name: [''] })).toEqual({ name: '' })
})

it('says by a path what is missing', () => {
  const problem = (node: XmlNode) => {
    try {
      return decoded(node)
    } catch (error) {
      return error
    }
  }
  expect(problem({})).toBeInstanceOf(WireError)
  expect(problem({})).toMatchObject({ path: 'Site/Name', message: 'Site/Name: is required' })
  expect(problem({ Name: ['Main'], SipPeers: [{ SipPeer: [{}] }] })).toMatchObject({
    path: 'Site/SipPeers/SipPeer/PeerName',
  })
})

it.each([
  ['12', 12],
  ['-5', -5],
  [' 007 ', 7],
])('reads %j as the whole number %d', (written, value) => {
  expect(integer.decode(written, 'Size')).toBe(value)
})

it.each(['twelve', '1.5', '1e3', '12a'])('refuses %j as a whole number', (written) => {
  expect(() => integer.decode(written, 'Size')).toThrow('Size: must be a whole number')
})

it('takes an empty number, boolean or date for one that is absent', () => {
  expect(decoded({ Name: ['Main'], Size: [''] })).toEqual({ name: 'Main' })
  expect(() => read(document('Site', element({ size: one('Size', integer) })), { Site: { Size: [''] } })).toThrow(
    'Site/Size: is required',
  )
})

it.each([
  ['true', true],
  ['FALSE', false],
])('reads %j as %s', (written, value) => {
  expect(boolean.decode(written, 'On')).toBe(value)
})

it.each(['yes', '1', 'constructor', '__proto__'])('refuses %j as a boolean', (written) => {
  expect(() => boolean.decode(written, 'On')).toThrow('On: must be true or false')
})

it('reads dates of any zone and writes them in UTC with milliseconds', () => {
  const time = dateTime.decode('2017-09-07T04:33:39.201+02:00', 'Date')
  expect(time).toBe(Date.UTC(2017, 8, 7, 2, 33, 39, 201))
  expect(xml(element({ at: one('At', dateTime) }), { at: time })).toContain('<At>2017-09-07T02:33:39.201Z</At>')
  expect(() => dateTime.decode('yesterday', 'Date')).toThrow('Date: must be a date and time')
})

it('reads text that stands beside children', () => {
  expect(text.decode({ _: ' Main ', Child: [''] }, 'Name')).toBe('Main')
})

it('writes a variant in the form that its value chooses', () => {
  const short = element({ name: one('N', text) })
  const long = element({ name: one('Name', text) })
  const named = variant((value: { name: string }) => (value.name.length > 3 ? long : short), long)
  expect(xml(named, { name: 'abc' })).toBe(`${declaration}<Site><N>abc</N></Site>`)
  expect(xml(named, { name: 'abcd' })).toBe(`${declaration}<Site><Name>abcd</Name></Site>`)
  expect(named.decode({ Name: ['x'] }, 'Site')).toEqual({ name: 'x' })
})

it('makes a codec of a reader and a writer of text', () => {
  const number = textual(
    (word) => (/^\d{10}$/.test(word) ? `+1${word}` : undefined),
    (value) => value.slice(2),
    'ten digits',
  )
  expect(number.decode('9195551212', 'Number')).toBe('+19195551212')
  expect(() => number.decode('911', 'Number')).toThrow('Number: must be ten digits')
  expect(xml(element({ number: one('Number', number) }), { number: '+19195551212' })).toContain('>9195551212<')
})
