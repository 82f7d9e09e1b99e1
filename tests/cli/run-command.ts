// Runs a command of the command line as a process of its own, as a person or a script would.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The lines of `stdout` as JSON. */
export function jsonLines({ stdout }: Ran): unknown[] {
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as unknown)
}

export async function runCommand(args: readonly string[], stdin: string | Buffer = ''): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'cli', 'thapcanh.ts'), ...args], { cwd: root })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}
