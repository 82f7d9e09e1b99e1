// The secret that the processes of a cluster share: whoever has it may read and change everything. It stands in a
// file of its own, the same on each machine, and never in a message.

import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Fatal } from '#/kernel/errors.ts'

const SHAPE = /^[\x21-\x7e]{32,256}$/

/** Throws Fatal (`cluster.secret`). */
export function readClusterSecret(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Fatal('cluster.secret', `The cluster's secret cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
  if (!SHAPE.test(text))
    throw new Fatal(
      'cluster.secret',
      `${file} must hold 32 to 256 printable characters without blanks; make one with: openssl rand -hex 32`,
    )
  return text
}

/** Takes as long for any two texts: how much of a guess was right shows nowhere. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
