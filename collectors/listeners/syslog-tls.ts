// Syslog over TLS (RFC 5425), with the same framing as over TCP.
//
// A sender that never reads must not be sent TLS 1.3 session tickets (see no-tickets.cnf for why). In a
// process that was not started with that file the listener keeps to TLS 1.2, which has no such tickets.

import { readFile } from 'node:fs/promises'
import { createSecureContext, createServer, type SecureContextOptions, type TlsOptions } from 'node:tls'
import { createInlet } from './inlet.ts'
import { formatAddress, keepListening, peerAddress } from './keep-listening.ts'
import type { SyslogTlsConfig } from './listener-config.ts'
import type { Listener, ListenerDeps } from './listener.ts'
import { sendsSessionTickets } from './session-tickets.ts'
import { openStreamServer } from './stream-listener.ts'
import { receiveSyslog } from './syslog-stream.ts'

export function openSyslogTlsListener(config: SyslogTlsConfig, deps: ListenerDeps): Promise<Listener> {
  const { host, port } = config
  const inlet = createInlet(config.id, deps)
  const session = receiveSyslog(config.id, inlet)
  return keepListening({
    config,
    configuredAddress: formatAddress({ address: host, port }),
    inlet,
    deps,
    async open() {
      const server = createServer(await tlsOptions(config))
      server.on('tlsClientError', (error, socket) => {
        inlet.problem('tls.failed', peerAddress(socket.remoteAddress), error.message)
      })
      return openStreamServer({ server, event: 'secureConnection', host, port, inlet, session })
    },
  })
}

async function tlsOptions(config: SyslogTlsConfig): Promise<TlsOptions> {
  const material: SecureContextOptions = await readCertificate(config)
  const tickets = await sendsSessionTickets(createSecureContext(material))
  const versions: SecureContextOptions = {
    minVersion: 'TLSv1.2',
    ...(tickets ? { maxVersion: 'TLSv1.2' } : {}),
  }
  if (config.clientCa === undefined) return { ...material, ...versions }
  const ca = await readPem('clientCa', config.clientCa)
  return { ...material, ...versions, ca, requestCert: true, rejectUnauthorized: true }
}

/** Certificate and key; an error names the key of the configuration whose file cannot be used. */
export async function readCertificate(config: {
  readonly cert: string
  readonly key: string
}): Promise<{ cert: Buffer; key: Buffer }> {
  const material = { cert: await readPem('cert', config.cert), key: await readPem('key', config.key) }
  try {
    createSecureContext(material)
  } catch (error) {
    throw new Error(`cert and key do not make a certificate: ${(error as Error).message}`, { cause: error })
  }
  return material
}

async function readPem(key: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Error(`${key}: ${(error as Error).message}`, { cause: error })
  }
}
