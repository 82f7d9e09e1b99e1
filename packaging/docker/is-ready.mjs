// HEALTHCHECK of the image: exit 0 when the platform of this container says that it is ready. Its address is in
// run.json, so a changed port needs no change here.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const data = process.env['THAPCANH_DATA'] ?? '/var/lib/thapcanh'
try {
  const { url } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
  const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(4000) })
  process.stdout.write(`${await answer.text()}\n`)
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  process.stdout.write(`not ready: ${error.cause?.message ?? error.message}\n`)
  process.exitCode = 1
}
