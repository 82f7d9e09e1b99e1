// The configuration that a first start writes: what a small installation needs, with a comment for each
// setting and a fresh token for the HTTP inlet.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const template = join(import.meta.dirname, '..', 'examples', 'thapcanh.yaml')

export function firstConfig(): string {
  return readFileSync(template, 'utf8').replace(
    'REPLACED-AT-FIRST-START',
    randomBytes(24).toString('base64url'),
  )
}
