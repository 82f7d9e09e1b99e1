// What every queue asks of a job before it is kept.

import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { NewJob } from './job-queue.ts'

/** Throws Permanent (`job.too-large`) for data beyond its limit, and Error for numbers that cannot be meant. */
export function checkJob({ queue, key, data, everyMs, retry }: NewJob): void {
  const size = JSON.stringify(data).length
  if (size > LIMITS.maxJobLength)
    throw new Permanent('job.too-large', `${queue} ${key}: ${size} characters of data`)
  if (everyMs !== undefined && !(Number.isSafeInteger(everyMs) && everyMs > 0))
    throw new Error(`${queue} ${key}: everyMs is ${everyMs}`)
  if (retry !== undefined && !(retry.attempts >= 1 && retry.firstMs >= 0 && retry.maxMs >= 0))
    throw new Error(`${queue} ${key}: retry is ${JSON.stringify(retry)}`)
}
