// A process that crawls one source by its schedule and is killed while it does. Arguments: folder, address of the
// feed. Writes a line for each page that it was handed; ends when a crawl has ended.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCrawler } from '#/crawler/fetch/create-crawler.ts'
import { createSchedule } from '#/crawler/sources/schedule.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { identity, localSource } from './crawl-bench.ts'
import { smallReaders } from './small-readers.ts'

const [folder = '', feed = '', pauseMs = ''] = process.argv.slice(2)
const report = ({ code, detail }: { code: string; detail: string }): void => {
  process.stderr.write(`${code} ${detail}\n`)
}
const { records } = openEmbeddedStateStore({ path: join(folder, 'state.sqlite'), clock: systemClock })
const jobs = openEmbeddedJobQueue({ path: join(folder, 'jobs.sqlite'), clock: systemClock, report })
const crawler = createCrawler({
  records,
  clock: systemClock,
  report,
  identity,
  readers: smallReaders,
  onPage: async (_source, page) => {
    appendFileSync(join(folder, 'handed-on'), `${new URL(page.url).pathname}\n`)
    return { newMentions: 1, failure: null }
  },
})
const sources = createSources({ records, isLocal: () => true })
const schedule = createSchedule({ sources, records, jobs, crawler, clock: systemClock, report })
const { local: _local, ...source } = localSource([feed], { pauseMs: Number(pauseMs) })
await sources.create(source)
await schedule.start()
while ((await schedule.health(source.id))?.lastRunAt === null)
  await new Promise(resolve => setTimeout(resolve, 10))
process.stdout.write(`${JSON.stringify(await crawler.lastRun(source.id))}\n`)
process.exit(0)
