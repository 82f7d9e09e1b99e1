// `thapcanh ingest FILE…`: brings log files in, one line an event, with progress. Into the running platform
// through its HTTP inlet when there is one; otherwise straight into the data folder, with the same pipeline.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import { readEnvironment } from '#/config.ts'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Inlet } from './inlet.ts'
import { openLocalInlet } from './local-inlet.ts'
import { openRunningInlet } from './running-inlet.ts'
import type { Io } from './io.ts'

const BATCH_LINES = 1000
const PROGRESS_MS = 500

export async function ingest(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, format: { type: 'string' } },
  })
  if (positionals.length === 0) throw new Permanent('ingest.no-file', 'ingest: name at least one file')
  for (const file of positionals) await mustBeFile(file)
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  await using inlet =
    (await openRunningInlet(dataDirectory, values.format)) ??
    (await openLocalInlet(dataDirectory, values.format))
  io.stderr.write(`into ${inlet.name}\n`)
  let total = 0
  for (const file of positionals) total += await sendFile(file, inlet, io)
  io.stdout.write(`${JSON.stringify({ files: positionals.length, lines: total })}\n`)
  return 0
}

async function sendFile(file: string, inlet: Inlet, io: Io): Promise<number> {
  const { size } = await stat(file)
  let sent = 0
  let readBytes = 0
  let shown = 0
  let batch: string[] = []
  let batchBytes = 0
  const flush = async (): Promise<void> => {
    await inlet.send(batch, resolve(file))
    sent += batch.length
    batch = []
    batchBytes = 0
    if (Date.now() - shown > PROGRESS_MS) {
      shown = Date.now()
      io.stderr.write(
        `\r${basename(file)}: ${sent} lines, ${Math.min(100, Math.floor((readBytes / size) * 100))} %`,
      )
    }
  }
  for await (const line of linesOf(file, bytes => (readBytes += bytes))) {
    if (line === '') continue
    batch.push(line)
    batchBytes += line.length
    if (batch.length >= BATCH_LINES || batchBytes > LIMITS.maxBodyBytes / 4) await flush()
  }
  if (batch.length > 0) await flush()
  io.stderr.write(`\r${basename(file)}: ${sent} lines, 100 %\n`)
  return sent
}

/** Lines of a file, `.gz` unpacked; the last one need not end with a newline. */
async function* linesOf(file: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const source = createReadStream(file)
  source.on('data', chunk => onBytes(chunk.length))
  const bytes = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  source.on('error', error => bytes.destroy(error))
  let rest = ''
  bytes.setEncoding('utf8')
  for await (const chunk of bytes as AsyncIterable<string>) {
    const lines = (rest + chunk).split(/\r?\n/)
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: Error) => {
    throw new Permanent('ingest.unreadable', `${file}: ${error.message}`, { cause: error })
  })
  if (!found.isFile()) throw new Permanent('ingest.unreadable', `${file} is not a file`)
}
