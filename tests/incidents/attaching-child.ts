// Keeps files without end and says each one that is in its place: `sha256 bytes`. To be killed.

import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { openAttachmentFiles } from '#/incidents/attachment-files.ts'

const files = await openAttachmentFiles({ directory: process.argv[2]!, minFreeBytes: 0 })
for (;;) {
  const bytes = randomBytes(200_000)
  await using received = await files.receive(Readable.from([bytes]), bytes.length)
  await received.place()
  process.stdout.write(`${received.sha256} ${received.bytes}\n`)
}
