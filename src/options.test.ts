import { expect, it } from 'vitest'
import { chooseFrom, fromEnvironment } from './options.ts'

it('passes over the variables that Kubernetes sets for a Service named bandwidth-emulator', () => {
  const { given, warnings } = fromEnvironment({
    BANDWIDTH_EMULATOR_PORT: 'tcp://10.0.0.1:9190',
    BANDWIDTH_EMULATOR_SERVICE_HOST: '10.0.0.1',
    BANDWIDTH_EMULATOR_SERVICE_PORT: '9190',
    BANDWIDTH_EMULATOR_PORT_9190_TCP: 'tcp://10.0.0.1:9190',
    BANDWIDTH_EMULATOR_PORT_9190_TCP_ADDR: '10.0.0.1',
    BANDWIDTH_EMULATOR_AUTH: 'configured',
  })
  expect(given).toEqual({ auth: { text: 'configured', origin: 'environment', as: 'BANDWIDTH_EMULATOR_AUTH' } })
  expect(warnings).toEqual([])
})

it('says of every option where it came from', () => {
  const { options, origins } = chooseFrom({ port: 0, auth: 'configured' })
  expect([options.port, options.auth, options.host]).toEqual([0, 'configured', '127.0.0.1'])
  expect([origins.port, origins.auth, origins.host]).toEqual(['library', 'library', 'default'])
})

it.each(['constructor', '__proto__', 'prot'])('refuses the option %s', (name) => {
  expect(() => chooseFrom({ [name]: 'x' })).toThrow('There is no option')
})
