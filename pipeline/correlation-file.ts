// The snapshot of correlations on disk: one line of JSON that says how far the raw log had been read, and then the
// data. Written beside and renamed into place, so there is always one that is whole.

import { createHash } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'

export interface CorrelationFile {
  /** Raw-log sequence up to which the events have been seen. */
  readonly position: number
  readonly data: unknown
}

interface Header {
  readonly format: typeof FORMAT
  readonly position: number
  readonly sha256: string
}

const FORMAT = 'thapcanh-correlation-1'

/** The bytes of a snapshot; made at once, since what is counted goes on changing. */
export function packSnapshot({ position, data }: CorrelationFile): Buffer {
  const body = serialize(data)
  const header: Header = { format: FORMAT, position, sha256: hashOf(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body])
}

/** Rejects with the error of the disk; the snapshot before then stays. */
export async function writeSnapshot(path: string, bytes: Buffer): Promise<void> {
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o640)
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}

/** The snapshot, undefined when there is none; the reason as text when it cannot be used. */
export async function readSnapshotFile(path: string): Promise<CorrelationFile | undefined | string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return `${path} cannot be read: ${(error as Error).message}`
  }
  const end = bytes.indexOf('\n')
  try {
    const header = JSON.parse(bytes.subarray(0, end).toString()) as Partial<Header>
    const body = bytes.subarray(end + 1)
    if (header.format !== FORMAT || typeof header.position !== 'number')
      return `${path} is of another version`
    if (header.sha256 !== hashOf(body)) return `${path} is damaged`
    return { position: header.position, data: deserialize(body) as unknown }
  } catch (error) {
    return `${path} is damaged: ${(error as Error).message}`
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
