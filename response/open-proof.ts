// Proofs at work: the trail's end is signed every minute in which it grew and once more at the stop, and laid down at
// the configured anchors. The key lies in the data folder.

import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { mailServerOf } from '#/notices/channels/mail-server.ts'
import type { NoticeConfig } from '#/notices/notice-config.ts'
import type { AddressPolicy } from '#/outbound/address-policy.ts'
import { anchorJob } from '#/proof/anchor-heads.ts'
import { emailAnchor, fileAnchor, timeStampAnchor, type Anchor } from '#/proof/anchors.ts'
import type { Notary } from '#/proof/notary.ts'
import type { ProofConfig } from '#/proof/proof-config.ts'
import type { Records } from '#/store/records.ts'

const SIGN_QUEUE = 'proof.sign'
const ANCHOR_QUEUE = 'proof.anchor'
const SIGN_EVERY_MS = 60_000
const HOUR_MS = 3_600_000

export interface ProofOptions {
  readonly config: ProofConfig
  readonly mailChannels: NoticeConfig['email']
  readonly secret: (name: string) => string
  readonly addresses: AddressPolicy
  readonly notary: Notary
  readonly records: Records
  readonly jobs: JobQueue
  readonly clock: Clock
  readonly report: ReportProblem
}

export async function openProof(options: ProofOptions): Promise<AsyncDisposable> {
  const { config, notary, jobs } = options
  const anchors = anchorsOf(options)
  await using opened = new AsyncDisposableStack()
  opened.use(jobs.work(SIGN_QUEUE, async () => void (await notary.sign())))
  opened.use(jobs.work(ANCHOR_QUEUE, anchorJob({ ...options, anchors })))
  await jobs.add({ queue: SIGN_QUEUE, key: 'sign', data: {}, everyMs: SIGN_EVERY_MS })
  for (const { id } of anchors)
    await jobs.add({ queue: ANCHOR_QUEUE, key: id, data: {}, everyMs: config.everyHours * HOUR_MS })
  return opened.move()
}

function anchorsOf({ config, mailChannels, secret, addresses }: ProofOptions): readonly Anchor[] {
  return [
    ...config.file.map(({ id, path }) => fileAnchor(id, path)),
    ...config.email.map(({ id, channel, to }) =>
      emailAnchor(
        id,
        () =>
          mailServerOf(
            mailChannels.find(known => known.id === channel)!,
            secret,
          ),
        to,
      ),
    ),
    ...config.timeStamp.map(({ id, url, ca }) => timeStampAnchor({ id, url, addresses, caFile: ca })),
  ]
}
