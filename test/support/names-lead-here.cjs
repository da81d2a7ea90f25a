// Loaded into a client's process with --require: stands for a machine on which the names of Bandwidth lead to the
// emulator, and on which its port is 443. Any other name fails: nothing leaves this machine.
const dns = require('node:dns')
const tls = require('node:tls')

const emulatorPort = Number(process.env.EMULATOR_PORT)
const ours = /^(localhost|127\.0\.0\.1|([\w-]+\.)*(bandwidth\.com|inetwork\.com))$/

dns.lookup = (name, options, callback = options) => {
  const problem = ours.test(name) ? null : Object.assign(new Error(`${name} is not looked up`), { code: 'ENOTFOUND' })
  process.nextTick(() =>
    options.all ? callback(problem, [{ address: '127.0.0.1', family: 4 }]) : callback(problem, '127.0.0.1', 4),
  )
}

const { connect } = tls
tls.connect = (options, ...others) =>
  connect(options.port === 443 ? { ...options, port: emulatorPort } : options, ...others)
