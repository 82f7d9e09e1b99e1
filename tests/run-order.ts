// In which order the test files begin. Vitest would begin with the largest files, and so might leave one that takes
// three minutes for the end, where nothing runs beside it, or run three files with a dozen processes each at once.
//
// Files are of three kinds: those that start platforms, kill them and wait; those that drive a browser; and those that
// compute. Each kind is spread over the whole run, its longest files first: what waits leaves its core to what computes.
// The seconds only make the order good; nothing depends on their being right.

import { relative, sep } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

interface Kind {
  readonly paths: RegExp
  /** What a file takes that is not listed, on an idle machine with two cores. */
  readonly seconds: number
}

/** The first that fits counts. */
const KINDS: readonly Kind[] = [
  { paths: /^tests\/process\//, seconds: 15 },
  { paths: /^tests\/browser\/[^/]+$/, seconds: 20 },
  { paths: /^/, seconds: 3 },
]

/** Files that take much longer than others of their kind, and how many seconds. */
export const LONG_FILES: Readonly<Record<string, number>> = {
  'tests/process/cluster.test.ts': 215,
  'tests/store/elasticsearch.test.ts': 125,
  'tests/process/cluster-lead.test.ts': 120,
  'tests/store/search-oracle.test.ts': 105,
  'tests/process/kill.test.ts': 75,
  'tests/store/elasticsearch-state.test.ts': 70,
  'tests/api/role-matrix.test.ts': 65,
  'tests/process/media.test.ts': 65,
  'tests/store/crash.test.ts': 65,
  'tests/roles/workers.test.ts': 60,
  'tests/cli/command-line.test.ts': 50,
  'tests/jobs/bull-job-crashes.test.ts': 50,
  'tests/browser/demo.test.ts': 45,
  'tests/store/sealed-days.test.ts': 45,
  'tests/process/backup.test.ts': 45,
  'tests/store/embedded-event-store.test.ts': 45,
  'tests/process/stop-while-starting.test.ts': 40,
  'tests/process/bad-world.test.ts': 35,
  'tests/playbooks/engine/crash-matrix.test.ts': 35,
  'tests/cli/ingest.test.ts': 30,
  'tests/store/sealed-search.test.ts': 25,
  'tests/listeners/relp-kill.test.ts': 25,
  'tests/response/keep-days.test.ts': 25,
  'tests/reports/render.test.ts': 25,
  'tests/crawler/sentiment/shipped-models.test.ts': 20,
  'tests/packaging/installed.test.ts': 20,
  'tests/store/summary-at-once.test.ts': 20,
}

/** The files, by their paths from the project's root, in the order in which they should begin. */
export function inRunOrder(paths: readonly string[]): readonly string[] {
  const kindOf = (path: string): Kind => KINDS.find(kind => kind.paths.test(path))!
  const secondsOf = (path: string): number => LONG_FILES[path] ?? kindOf(path).seconds
  const longestFirst = paths.toSorted((a, b) => secondsOf(b) - secondsOf(a) || (a < b ? -1 : 1))
  const queues = [...Map.groupBy(longestFirst, kindOf).values()].map(files => ({
    files,
    seconds: files.reduce((sum, path) => sum + secondsOf(path), 0),
    begun: 0,
  }))
  return paths.map(() => {
    const waiting = queues.filter(({ files }) => files.length > 0)
    const least = Math.min(...waiting.map(({ begun, seconds }) => begun / seconds))
    const queue = waiting.find(({ begun, seconds }) => begun / seconds === least)!
    const next = queue.files.shift()!
    queue.begun += secondsOf(next)
    return next
  })
}

/** For vitest's `sequence.sequencer`. */
export class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const byPath = new Map(files.map(file => [relative(root, file.moduleId).split(sep).join('/'), file]))
    return inRunOrder([...byPath.keys()]).map(path => byPath.get(path)!)
  }
}
