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

it('refuses an option of the command alone, and says why', () => {
  expect(() => chooseFrom({ logFormat: 'json' })).toThrow(
    'logFormat is an option of the command alone: in the library nothing is logged.',
  )
})

it('asks of a variable with a slip in its prefix what was meant', () => {
  const variables = {
    BANDWITH_EMULATOR_PORT: '1',
    BANDWIDTHEMULATOR_CLOCK: 'virtual',
    bandwidth_emulator_seed: 'empty',
  }
  const others = { BANDWIDTH_ACCOUNT_ID: '1', BANDWIDTH_URL: 'x', BW_EMULATOR: '1', EMULATOR_PORT: '1', PATH: '/bin' }
  const { given, warnings } = fromEnvironment({ ...variables, ...others })
  expect(given).toEqual({})
  expect(warnings).toEqual([
    'The variable BANDWITH_EMULATOR_PORT is not known; did you mean BANDWIDTH_EMULATOR_PORT?',
    'The variable BANDWIDTHEMULATOR_CLOCK is not known; did you mean BANDWIDTH_EMULATOR_CLOCK?',
    'The variable bandwidth_emulator_seed is not known; did you mean BANDWIDTH_EMULATOR_SEED?',
  ])
})
