// `npm run -s bench -- detect --rules DIR… --events FILE[.gz]`: how fast rules are matched, on one thread. The
// rates are CPU time of the thread, the least of several rounds that take turns, so that other work on the machine
// counts little; the ratios within one run say most. What was measured when stands in docs/decisions/.
//
// End to end is the command `detect` itself, from the file to the printed matches, without its loading of rules. It
// unpacks and collects garbage in other threads, so there the CPU time of the whole process counts. It is held against
// reading and parsing twice: by the time of this thread, as above, and by that of the whole process. It is measured
// after all else, when the events and rules of the other figures are let go of: to collect garbage among hundreds of
// megabytes is no part of the command.

import { readFileSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { deserialize, serialize, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { detect } from '#/cli/detect.ts'
import { readJsonEvent, readNormalisedLine } from '#/cli/json-events.ts'
import { readRuleFiles } from '#/cli/rule-files.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import type { CompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { RuleFile } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Event } from '#/kernel/event.ts'
import { listEvent } from '#/kernel/listed-event.ts'
import { alteredCopy } from './altered-rules.ts'
import { hostileEvents } from './hostile-events.ts'

const ROUNDS = 7
/** Events that the plain matcher is timed on; it takes long. */
const PLAIN_EVENTS = 2000
const HOSTILE_BYTES = 64 * 1024

/** Figures of one run. */
export async function detectBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rules: { type: 'string', multiple: true }, events: { type: 'string' } },
  })
  const folders = [...(values.rules ?? []), ...positionals]
  const path = values.events
  if (folders.length === 0 || path === undefined) {
    return { bench: 'detect', skipped: 'name --rules DIR and --events FILE' }
  }
  const read = (): string[] => linesOf(path)
  const { figures, readAndParseMs } = matchingFigures(await readRuleFiles(folders), read)
  usedBytes()
  const road = await endToEnd(folders, path, read)
  return {
    bench: 'detect',
    ...figures,
    eventsPerSecond: {
      ...figures.eventsPerSecond,
      endToEnd: Math.round((figures.events / road.detectMs) * 1000),
    },
    ratios: {
      ...figures.ratios,
      endToEndToReadAndParse: ratio(road.detectMs, readAndParseMs),
      endToEndToReadAndParseOfProcess: ratio(road.detectMs, road.readAndParseMs),
    },
  }
}

/** Everything but the command itself. */
function matchingFigures(files: readonly RuleFile[], read: () => string[]) {
  const [loadMs, loaded] = timed(() => loadRules(files))
  const { rules } = loaded
  const before = usedBytes()
  const [compileMs, compiled] = timed(() => createCompiledMatcher(rules))
  const matcherBytes = usedBytes() - before
  const plain = createMatcher(rules)
  const doubled = createCompiledMatcher([...rules, ...alteredCopy(rules)])

  const lines = read()
  const flat = lines.map(line => JSON.parse(line) as Event)
  const normal = lines.map(line => readJsonEvent(line)).filter(event => typeof event !== 'string')
  const few = normal.slice(0, PLAIN_EVENTS)

  const least = leastOf({
    parse: () => lines.forEach(line => JSON.parse(line)),
    readAndParse: () => read().forEach(line => JSON.parse(line)),
    evaluate: () => matchInColumns(compiled, flat),
    evaluateNormal: () => matchInColumns(compiled, normal),
    evaluateOneByOne: () => matchEach(compiled, flat),
    evaluateNormalOneByOne: () => matchEach(compiled, normal),
    doubled: () => matchInColumns(doubled, flat),
    doubledNormal: () => matchInColumns(doubled, normal),
    normalise: () => lines.forEach(line => readNormalisedLine(line)),
    asTheyStand: () => read().forEach(line => compiled.match(JSON.parse(line) as Event)),
    plain: () => matchEach(plain, few),
    handOver: () => few.forEach(event => deserialize(serialize(event))),
  })
  const plainMs = (least.plain / few.length) * normal.length
  const worst = worstHostile(compiled, hostileEvents(rules, HOSTILE_BYTES))
  const perSecond = (ms: number): number => Math.round((lines.length / ms) * 1000)
  const figures = {
    rules: rules.length,
    events: lines.length,
    matches: matchEach(compiled, normal),
    eventsPerSecond: {
      readAndParse: perSecond(least.readAndParse),
      parse: perSecond(least.parse),
      evaluate: perSecond(least.evaluate),
      evaluateNormalForm: perSecond(least.evaluateNormal),
      evaluateOneByOne: perSecond(least.evaluateOneByOne),
      evaluateNormalFormOneByOne: perSecond(least.evaluateNormalOneByOne),
      normalise: perSecond(least.normalise),
      readParseAndMatchAsTheyStand: perSecond(least.asTheyStand),
      plainNormalForm: perSecond(plainMs),
    },
    ratios: {
      plainToIndexedToParse: [
        ratio(plainMs, least.parse),
        ratio(least.evaluateNormal, least.parse),
        1,
      ] as const,
      plainToIndexed: ratio(plainMs, least.evaluateNormal),
      evaluateToParse: ratio(least.evaluate, least.parse),
      normaliseToParse: ratio(least.normalise, least.parse),
      asTheyStandToReadAndParse: ratio(least.asTheyStand, least.readAndParse),
      doubledToSingle: ratio(least.doubled, least.evaluate),
      doubledToSingleNormalForm: ratio(least.doubledNormal, least.evaluateNormal),
      handOverToEvaluate: ratio((least.handOver / few.length) * normal.length, least.evaluateNormal),
    },
    doubledRules: doubled.rules.length,
    loadMs: Math.round(loadMs),
    compileMs: Math.round(compileMs),
    matcherMb: Math.round(matcherBytes / 1024 / 1024),
    automatonMb: Math.round(compiled.size.automatonBytes / 1024 / 1024),
    alwaysAsked: compiled.size.alwaysAsked,
    worstHostileMs: round(worst.ms),
    worstHostileRepeatedMs: round(worst.repeatedMs),
    worstHostile: worst.name,
  }
  return { figures, readAndParseMs: least.readAndParse }
}

interface Road {
  readonly detectMs: number
  readonly readAndParseMs: number
}

/** CPU time of the process for the command, once its rules are loaded, and for reading and parsing alone. */
async function endToEnd(folders: readonly string[], path: string, read: () => string[]): Promise<Road> {
  let [detectMs, readAndParseMs] = [Infinity, Infinity]
  for (let turn = 0; turn < ROUNDS; turn++) {
    const before = process.cpuUsage()
    read().forEach(line => JSON.parse(line))
    const { user, system } = process.cpuUsage(before)
    readAndParseMs = Math.min(readAndParseMs, (user + system) / 1000)
    let told = ''
    await detect(['--events', path, '--stats', ...folders.flatMap(folder => ['--rules', folder])], {
      stdin: Readable.from([]),
      stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
      stderr: new Writable({
        write(chunk: Buffer, _encoding, done) {
          told += chunk.toString()
          done()
        },
      }),
    })
    const stats = JSON.parse(told.trimEnd().split('\n').at(-1)!) as { readonly cpuSeconds: number }
    detectMs = Math.min(detectMs, stats.cpuSeconds * 1000)
  }
  return { detectMs, readAndParseMs }
}

function linesOf(path: string): string[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').filter(line => line !== '')
}

function matchEach(matcher: Matcher, events: readonly Event[]): number {
  let count = 0
  for (const event of events) count += matcher.match(event).length
  return count
}

/** As many events at once as `detect` has of one chunk of a file. */
const EVENTS_AT_ONCE = 400

function matchInColumns(matcher: CompiledMatcher, events: readonly Event[]): number {
  let count = 0
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
    const listed = events.slice(from, from + EVENTS_AT_ONCE).map(listEvent)
    for (const matches of matcher.matchAll(listed)) count += matches.length
  }
  return count
}

/** The least CPU time of each piece of work, in ms; the pieces take turns. */
function leastOf<Name extends string>(works: Readonly<Record<Name, () => unknown>>): Record<Name, number> {
  const entries = Object.entries(works) as [Name, () => unknown][]
  const least = Object.fromEntries(entries.map(([name]) => [name, Infinity])) as Record<Name, number>
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [name, work] of entries) least[name] = Math.min(least[name], timed(work)[0])
  }
  return least
}

/** CPU time of this thread in ms, and what the work gave. */
function timed<T>(work: () => T): [number, T] {
  const start = process.threadCpuUsage()
  const result = work()
  const { user, system } = process.threadCpuUsage(start)
  return [(user + system) / 1000, result]
}

interface Worst {
  readonly name: string
  /** The first time it came. */
  readonly ms: number
  readonly repeatedMs: number
}

function worstHostile(matcher: Matcher, events: ReadonlyMap<string, Event>): Worst {
  const costs = [...events].map(([name, event]) => {
    const times = [1, 2, 3].map(() => timed(() => matcher.match(event))[0])
    return { name, ms: times[0]!, repeatedMs: Math.min(...times) }
  })
  return costs.reduce((worst, cost) => (cost.ms > worst.ms ? cost : worst))
}

/** Heap and buffers after a collection. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function ratio(ms: number, other: number): number {
  return round(ms / other)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
