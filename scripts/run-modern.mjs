// Runs a TypeScript entry under Node 24 as if it were this process: same terminal, same signals, same exit.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { modernNode, root } from './setup.mjs'

// TLS 1.3 session tickets lose data of senders that never read (see docs/decisions); this turns them off.
const opensslConfig = join(root, 'collectors', 'listeners', 'no-tickets.cnf')

export function runModern(entry, args) {
  const child = spawn(modernNode(), [`--openssl-config=${opensslConfig}`, join(root, entry), ...args], {
    stdio: 'inherit',
    // Searches, syncs of the raw log and password hashing share this pool; four threads let them wait on each other.
    env: { UV_THREADPOOL_SIZE: '8', ...process.env },
  })
  // Ctrl+C reaches the child by itself, being in the same process group; the launcher only has to outlive it.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`thapcanh: ${error.message}\n`)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1
  })
}
