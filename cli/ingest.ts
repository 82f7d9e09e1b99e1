// `thapcanh ingest FILE…`: brings log files in, one line an event, with progress. Into the running platform
// through its HTTP inlet when there is one; otherwise straight into the data folder, with the same pipeline and the
// configuration that it is started with.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import { FORMAT_NAMES } from '#/collectors/formats/registry.ts'
import { readEnvironment } from '#/config.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { byteLines, isBlankLine } from './byte-lines.ts'
import type { Inlet } from './inlet.ts'
import { openLocalInlet } from './local-inlet.ts'
import { openRunningInlet } from './running-inlet.ts'
import type { Io } from './io.ts'

const BATCH_LINES = 1000
const PROGRESS_MS = 500
const CR = 13

export async function ingest(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, format: { type: 'string' }, config: { type: 'string' } },
  })
  if (positionals.length === 0) throw new Permanent('ingest.no-file', 'ingest: name at least one file')
  if (values.format !== undefined && values.format !== 'auto' && !FORMAT_NAMES.includes(values.format)) {
    throw new Permanent(
      'ingest.format',
      `ingest: there is no format "${values.format}"; known: auto, ${FORMAT_NAMES.join(', ')}`,
    )
  }
  for (const file of positionals) await mustBeFile(file)
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const running = await openRunningInlet(dataDirectory, values.format)
  if (running !== undefined && values.config !== undefined)
    io.stderr.write('ingest: --config is not used: the running platform reads by its own configuration\n')
  await using inlet = running ?? (await openLocalInlet(dataDirectory, values.format, values.config))
  io.stderr.write(`into ${inlet.name}\n`)
  let total = 0
  for (const file of positionals) total += await sendFile(file, inlet, io)
  io.stdout.write(`${JSON.stringify({ files: positionals.length, lines: total })}\n`)
  return 0
}

async function sendFile(file: string, inlet: Inlet, io: Io): Promise<number> {
  const { size } = await stat(file)
  const isWatched = (io.stderr as { isTTY?: boolean }).isTTY === true
  let sent = 0
  let readBytes = 0
  let shown = 0
  let batch: Buffer[] = []
  let batchBytes = 0
  const flush = async (): Promise<void> => {
    await inlet.send(batch, resolve(file))
    sent += batch.length
    batch = []
    batchBytes = 0
    if (isWatched && Date.now() - shown > PROGRESS_MS) {
      shown = Date.now()
      const percent = Math.min(100, Math.floor((readBytes / size) * 100))
      io.stderr.write(`\r${basename(file)}: ${sent} lines, ${percent} %`)
    }
  }
  try {
    for await (const lines of byteLines(unpacked(file, bytes => (readBytes += bytes)))) {
      for (const line of lines) {
        if (isBlankLine(line)) continue
        batch.push(line.at(-1) === CR ? line.subarray(0, -1) : line)
        batchBytes += line.length
        if (batch.length >= BATCH_LINES || batchBytes > LIMITS.maxBodyBytes / 4) await flush()
      }
    }
    if (batch.length > 0) await flush()
  } catch (error) {
    throw withProgress(error, file, sent)
  }
  io.stderr.write(`${isWatched ? '\r' : ''}${basename(file)}: ${sent} lines, 100 %\n`)
  return sent
}

/** Whoever has to try again must know what is in already. */
function withProgress(error: unknown, file: string, sent: number): unknown {
  const sofar = `${sent} lines of ${file} had been taken`
  if (error instanceof Permanent)
    return new Permanent(error.code, `${error.message} (${sofar})`, { cause: error })
  if (error instanceof Retryable)
    return new Retryable(error.code, `${error.message} (${sofar})`, { cause: error })
  return error
}

/** The bytes of a file, `.gz` unpacked; errors of reading are Permanent. */
async function* unpacked(file: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  source.on('data', chunk => onBytes(chunk.length))
  const bytes = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  source.on('error', error => bytes.destroy(error))
  try {
    yield* bytes as AsyncIterable<Buffer>
  } catch (error) {
    throw new Permanent('ingest.unreadable', `${file}: ${(error as Error).message}`, { cause: error })
  }
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: Error) => {
    throw new Permanent('ingest.unreadable', `${file}: ${error.message}`, { cause: error })
  })
  if (!found.isFile()) throw new Permanent('ingest.unreadable', `${file} is not a file`)
}
