// The bytes of attached files, named by their own SHA-256: DATA/attachments/aa/aabb…. A file is written beside
// its place, made durable, and then renamed into it, so that a crash, a sender who hangs up or a full disk leave
// nothing that looks like evidence. The same bytes are kept once, whoever attaches them. Every download is
// checked against the name before its first byte is sent.

import { createHash, randomBytes } from 'node:crypto'
import { constants, createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { SNIFF_BYTES, sniffMediaType } from './media-type.ts'

export interface KeptFile {
  readonly sha256: string
  readonly bytes: number
  /** Told from the content. */
  readonly mediaType: string
}

/** Bytes that are here and durable, but not yet in their place; disposing clears away what was not placed. */
export interface ReceivedFile extends KeptFile, AsyncDisposable {
  /** Puts them where `read` finds them. */
  place(): Promise<void>
}

export interface AttachmentFiles {
  /**
   * Takes in the bytes of a stream. Throws Permanent `attachment.too-large` beyond the limit,
   * `attachment.incomplete` when the sender went away or sent other bytes than announced, Retryable
   * `attachment.busy` when too many are being taken in, `attachment.disk-full`.
   */
  receive(bytes: Readable, announcedBytes: number | undefined): Promise<ReceivedFile>
  /**
   * The bytes of a kept file, checked whole before this resolves. Throws Permanent `attachment.damaged` when
   * they are missing or not what they were.
   */
  read(sha256: string, bytes: number, signal?: AbortSignal): Promise<ReadStream>
  /** Takes the bytes away; none there is no mistake. */
  remove(sha256: string): Promise<void>
  /** Names of all files that are kept here. */
  list(): Promise<readonly string[]>
}

export interface AttachmentFilesOptions {
  /** Made when it is not there. */
  readonly directory: string
  readonly maxBytes?: number
  readonly minFreeBytes?: number
  /** A sender from whom nothing comes for so long is given up. */
  readonly idleMs?: number
}

const HALF_FILES = 'incoming'
const IDLE_MS = 60_000

/** Half files of an earlier life are cleared away. */
export async function openAttachmentFiles(options: AttachmentFilesOptions): Promise<AttachmentFiles> {
  const { directory, maxBytes = LIMITS.maxAttachmentBytes, idleMs = IDLE_MS } = options
  const minFreeBytes = options.minFreeBytes ?? LIMITS.minFreeBytes
  const incoming = join(directory, HALF_FILES)
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true })
  const folderOf = (sha256: string): string => join(directory, sha256.slice(0, 2))
  const pathOf = (sha256: string): string => join(folderOf(sha256), sha256)
  let uploads = 0

  async function hasRoomFor(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize - bytes >= minFreeBytes
  }

  async function write(bytes: Readable, path: string, announced: number | undefined): Promise<KeptFile> {
    const hash = createHash('sha256')
    const head: Buffer[] = []
    let [size, headSize, checkedAt] = [0, 0, 0]
    await using file = await open(path, 'wx', 0o600)
    for await (const chunk of withIdleLimit(bytes, idleMs)) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      if (size - checkedAt > ROOM_CHECK_BYTES) {
        checkedAt = size
        if (!(await hasRoomFor(0))) throw diskFull()
      }
      hash.update(chunk)
      if (headSize < SNIFF_BYTES) {
        head.push(chunk)
        headSize += chunk.length
      }
      await writeAll(file, chunk)
    }
    if (announced !== undefined && announced !== size)
      throw new Permanent('attachment.incomplete', `${size} of ${announced} bytes came`)
    await file.sync()
    const mediaType = sniffMediaType(Buffer.concat(head))
    return { sha256: hash.digest('hex'), bytes: size, mediaType }
  }

  async function place(path: string, sha256: string): Promise<void> {
    const folder = folderOf(sha256)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Over an equal file, or over one that was damaged: either way it is right afterwards.
    await rename(path, pathOf(sha256))
    await syncFolder(folder)
    await syncFolder(directory)
  }

  return {
    async receive(bytes, announcedBytes) {
      if (announcedBytes !== undefined && announcedBytes > maxBytes) throw tooLarge(maxBytes)
      if (uploads >= LIMITS.maxUploads)
        throw new Retryable('attachment.busy', `${LIMITS.maxUploads} files are being received already`)
      uploads++
      const path = join(incoming, randomBytes(16).toString('hex'))
      const discard = (): Promise<void> => rm(path, { force: true })
      try {
        if (!(await hasRoomFor(announcedBytes ?? 0))) throw diskFull()
        const kept = await write(bytes, path, announcedBytes)
        return { ...kept, place: () => place(path, kept.sha256), [Symbol.asyncDispose]: discard }
      } catch (error) {
        await discard()
        throw policyOf(error)
      } finally {
        uploads--
      }
    },

    async read(sha256, bytes, signal) {
      const path = pathOf(sha256)
      const abort = signal === undefined ? {} : { signal }
      try {
        const { size } = await stat(path)
        const hash = createHash('sha256')
        if (size === bytes)
          for await (const chunk of createReadStream(path, abort)) hash.update(chunk as Buffer)
        if (size === bytes && hash.digest('hex') === sha256) return createReadStream(path, abort)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
      throw new Permanent('attachment.damaged', `the bytes of ${sha256} are missing or were altered`)
    },

    async remove(sha256) {
      await rm(pathOf(sha256), { force: true })
    },

    async list() {
      const folders = (await readdir(directory)).filter(name => /^[0-9a-f]{2}$/.test(name))
      const names = await Promise.all(folders.map(name => readdir(join(directory, name))))
      return names.flat().filter(name => /^[0-9a-f]{64}$/.test(name))
    },
  }
}

/** How often the free space is looked at while a file grows. */
const ROOM_CHECK_BYTES = 16 * 1024 * 1024

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten
}

/** Ends a stream from which nothing comes. */
async function* withIdleLimit(bytes: Readable, idleMs: number): AsyncGenerator<Buffer> {
  const giveUp = (): void =>
    void bytes.destroy(new Permanent('attachment.incomplete', `nothing came for ${idleMs} ms`))
  let timer = setTimeout(giveUp, idleMs)
  try {
    for await (const chunk of bytes) {
      clearTimeout(timer)
      yield chunk as Buffer
      timer = setTimeout(giveUp, idleMs)
    }
  } finally {
    clearTimeout(timer)
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, constants.O_RDONLY)
  await folder.sync()
}

function tooLarge(maxBytes: number): Permanent {
  return new Permanent('attachment.too-large', `a file may have at most ${maxBytes} bytes`)
}

function diskFull(): Retryable {
  return new Retryable('attachment.disk-full', 'there is no room left for attached files')
}

const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** What a body looks like whose sender has gone. */
const GONE: ReadonlySet<string | undefined> = new Set([
  'ECONNRESET',
  'ABORT_ERR',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
])

function policyOf(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (FULL.has(code)) return diskFull()
  if (GONE.has(code)) return new Permanent('attachment.incomplete', 'the sender went away', { cause: error })
  return error
}
