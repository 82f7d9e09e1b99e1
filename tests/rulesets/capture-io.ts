// Standard streams of a command that runs in process.

import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Io } from '#/cli/io.ts'

export interface CapturedIo {
  readonly io: Io
  /** Ends the stream; its lines. */
  readonly stdout: () => Promise<readonly string[]>
  readonly stderr: () => Promise<string>
}

export function captureIo(): CapturedIo {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  // Read while it is written: a full pipe would wait for a reader.
  const said = [stdout, stderr].map(stream => text(stream))
  const ended = async (stream: PassThrough, at: number): Promise<string> => {
    stream.end()
    return await said[at]!
  }
  return {
    io: { stdin, stdout, stderr },
    stdout: async () => (await ended(stdout, 0)).split('\n').filter(line => line !== ''),
    stderr: async () => await ended(stderr, 1),
  }
}
