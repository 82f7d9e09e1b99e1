// A real sender over TLS that never reads: syslog-ng's loggen. With TLS 1.3 session tickets in its receive
// buffer its close becomes a reset and lines are lost; see collectors/listeners/no-tickets.cnf.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../raw-log/lines.ts'
import { makeCertificate } from './certificate.ts'

const hasLoggen = spawnSync('loggen', ['--help']).status === 0
const RUNS = 4
const LINES = 20_000

interface Receiver extends AsyncDisposable {
  readonly port: number
  /** Lines received so far, asked of the process. */
  received(): Promise<number>
}

async function startReceiver(directory: string, nodeOptions: readonly string[]): Promise<Receiver> {
  const script = join(import.meta.dirname, 'tls-child.ts')
  const { cert, key } = makeCertificate(directory)
  const child = spawn(process.execPath, [...nodeOptions, script, cert, key], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const port = Number((await lines.next()).value)
  return {
    port,
    async received() {
      child.stdin.write('?\n')
      return Number((await lines.next()).value)
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function protocolOf(port: number): Promise<string | null> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const protocol = socket.getProtocol()
  socket.destroy()
  return protocol
}

describe.each([
  {
    how: 'without tickets, on TLS 1.3',
    options: [`--openssl-config=${join(import.meta.dirname, '../../collectors/listeners/no-tickets.cnf')}`],
    protocol: 'TLSv1.3',
  },
  { how: 'in a process that would send tickets, on TLS 1.2', options: [], protocol: 'TLSv1.2' },
])('a TLS listener $how', ({ options, protocol }) => {
  test('speaks that version', async () => {
    await using folder = await temporaryFolder()
    await using receiver = await startReceiver(folder.directory, options)
    expect(await protocolOf(receiver.port)).toBe(protocol)
  })

  test.skipIf(!hasLoggen)(
    'receives every line of a sender that never reads [skipped without loggen of syslog-ng]',
    { timeout: 60_000 },
    async () => {
      await using folder = await temporaryFolder()
      await using receiver = await startReceiver(folder.directory, options)
      let sent = 0
      for (let run = 0; run < RUNS; run++) {
        const args = [
          '--use-ssl',
          '--size',
          '300',
          '--number',
          String(LINES),
          '--rate',
          '1000000',
          '--interval',
          '60',
        ]
        const child = spawn('loggen', [...args, '127.0.0.1', String(receiver.port)], {
          stdio: ['ignore', 'ignore', 'pipe'],
        })
        const said = text(child.stderr)
        const [code] = (await once(child, 'exit')) as [number]
        expect(`${code} ${await said}`).toMatch(/^0 /)
        sent += LINES
      }
      await expect.poll(() => receiver.received(), { timeout: 30_000, interval: 200 }).toBe(sent)
    },
  )
})
