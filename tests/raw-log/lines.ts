// Lines and logs for the raw-log tests.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import { openRawLog, type RawLog, type RawLogOptions } from '#/collectors/raw-log/raw-log.ts'
import type { RawLine, RawRecord } from '#/collectors/raw-log/record.ts'
import type { Problem } from '#/kernel/problem.ts'

export interface TestFolder extends AsyncDisposable {
  readonly directory: string
}

export async function temporaryFolder(): Promise<TestFolder> {
  const directory = await mkdtemp(join(tmpdir(), 'raw-log-'))
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) }
}

export function line(text: string | Uint8Array, receivedMs = 1_700_000_000_000): RawLine {
  return {
    bytes: Buffer.from(text as string),
    envelope: 'syslog',
    receivedMs,
    listener: 'udp',
    peer: '192.0.2.7',
  }
}

export function openLog(
  directory: string,
  problems: Problem[] = [],
  more: Partial<RawLogOptions> = {},
): Promise<RawLog> {
  return openRawLog({ directory, report: problem => problems.push(problem), ...more })
}

/** Everything in the log after `after`, read in small steps. */
export async function readAll(
  directory: string,
  durable: number,
  { after = 0, problems = [], step = 3 }: { after?: number; problems?: Problem[]; step?: number } = {},
): Promise<RawRecord[]> {
  await using reader = openRawLogReader({ directory, report: problem => problems.push(problem) })
  const all: RawRecord[] = []
  for (;;) {
    const records = await reader.read(all.at(-1)?.sequence ?? after, durable, step, 1 << 20)
    if (records.length === 0) return all
    all.push(...records)
  }
}

export const texts = (records: readonly RawRecord[]): string[] =>
  records.map(record => Buffer.from(record.bytes).toString())
