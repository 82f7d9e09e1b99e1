// A thread that unpacks an archive, loads its rules and keeps them as a version: some seconds of work that a
// platform's main thread must not spend. It serves one call and is ended.

import { parentPort } from 'node:worker_threads'
import type { FromThread } from '#/kernel/called-thread.ts'
import { packError } from '#/kernel/carry-error.ts'
import type { StageJob } from './stage-archive.ts'
import { readRuleSetZip } from './read-zip.ts'
import type { RuleSetManifest } from './rule-set.ts'
import { stageVersion } from './version-folder.ts'

const port = parentPort
if (port === null) throw new Error('rulesets/stage-thread.ts runs as a worker thread only')
const tell = (message: FromThread<RuleSetManifest>): void => port.postMessage(message)

async function stage({ archive, now, ...options }: StageJob): Promise<RuleSetManifest> {
  const content = readRuleSetZip(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength))
  const { manifest } = await stageVersion(content, { ...options, clock: { now: () => now } })
  return manifest
}

port.on('message', (job: StageJob) => {
  stage(job)
    .then(result => tell({ kind: 'result', call: job.call, result }))
    .catch((error: unknown) => tell({ kind: 'failed', call: job.call, error: packError(error) }))
})
tell({ kind: 'ready' })
