// Does a TLS server of this process send session tickets? Whether OpenSSL was told not to (no-tickets.cnf)
// cannot be asked; it can be seen in a handshake with oneself, in memory.

import { duplexPair } from 'node:stream'
import { connect, TLSSocket, type SecureContext } from 'node:tls'

/** True when a TLS 1.3 client that connects with this context would be sent tickets. */
export async function sendsSessionTickets(secureContext: SecureContext): Promise<boolean> {
  const [near, far] = duplexPair()
  const server = new TLSSocket(near, { isServer: true, secureContext })
  const client = connect({ socket: far, rejectUnauthorized: false, minVersion: 'TLSv1.3' })
  let tickets = 0
  client.on('session', () => tickets++)
  const done = Promise.withResolvers<void>()
  // Tickets follow the handshake at once; a byte sent after them cannot overtake them.
  server.on('secure', () => server.write('.'))
  client.on('data', () => done.resolve())
  client.on('error', done.reject)
  server.on('error', done.reject)
  try {
    await done.promise
    return tickets > 0
  } finally {
    client.destroy()
    server.destroy()
  }
}
