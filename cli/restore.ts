// `thapcanh restore BACKUP [--data DIR]`: a backup as a data folder. Everything is verified before anything is
// written, and once more while it is copied; the platform does not start on half of it.

import { chmod, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '#/config.ts'
import { Permanent } from '#/kernel/errors.ts'
import { RESTORING } from '#/pipeline/data-folder.ts'
import { asBackupFailure } from './backup-failure.ts'
import {
  mustFit,
  readManifest,
  sumOf,
  syncFolders,
  verifyBackup,
  type BackupFile,
  type BackupManifest,
} from './backup-manifest.ts'
import type { Io } from './io.ts'

/** Exit 0 when all is there; throws Permanent for a damaged backup or a folder that is not empty. */
export async function restore(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' } },
  })
  const [from, ...more] = positionals
  if (from === undefined || more.length > 0) {
    io.stderr.write('restore: name one backup\n')
    return 2
  }
  const backup = resolve(from)
  const directory = resolve(values.data ?? readEnvironment().dataDirectory)
  const manifest = await readManifest(backup)
  await mustBeEmpty(directory)
  await verifyBackup(backup, manifest).catch(asBackupFailure)

  await restoreAll(backup, directory, manifest).catch(asBackupFailure)
  const { madeAt, version, files } = manifest
  io.stdout.write(`${JSON.stringify({ data: directory, madeAt, version, files: files.length })}\n`)
  io.stderr.write(`Đã phục hồi / restored: ${files.length} files into ${directory}\n`)
  return 0
}

async function restoreAll(backup: string, directory: string, manifest: BackupManifest): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o750 })
  const marker = join(directory, RESTORING)
  await writeFile(marker, `${backup}\n`, { mode: 0o600, flush: true })
  for (const file of manifest.files) await restoreFile(backup, directory, file)
  await syncFolders(directory, manifest.files)
  await rm(marker)
  await syncFolders(directory, [])
}

async function mustBeEmpty(directory: string): Promise<void> {
  try {
    const names = await readdir(directory)
    if (names.length === 0) return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw new Permanent('backup.refused', `${directory} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
  throw new Permanent('backup.refused', `${directory} is not empty; restore into a new folder`)
}

async function restoreFile(backup: string, directory: string, file: BackupFile): Promise<void> {
  const to = join(directory, file.path)
  await mkdir(dirname(to), { recursive: true, mode: 0o750 })
  await using source = await open(join(backup, file.path), 'r')
  await using copy = await open(to, 'wx', 0o600)
  mustFit(backup, file, await sumOf(source, async piece => await copy.writeFile(piece)))
  await copy.sync()
  await chmod(to, file.mode)
}
