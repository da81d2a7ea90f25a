// Stands for the network of a compose file in the process of an app: port 443 of the emulator's aliases is where the
// emulator listens in this test, and there is nobody else to talk to.
import tls from 'node:tls'

const { COMPOSE_ALIASES = '', COMPOSE_HTTPS_PORT } = process.env
const { connect } = tls

tls.connect = (options, ...rest) => {
  if (!COMPOSE_ALIASES.split(',').includes(options.host) || Number(options.port) !== 443)
    throw new Error(`There is no ${options.host}:${options.port} in this network`)
  return connect({ ...options, host: '127.0.0.1', port: COMPOSE_HTTPS_PORT }, ...rest)
}
