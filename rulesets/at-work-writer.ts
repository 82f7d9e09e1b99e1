// Keeps `at-work.json` equal to what the records say. The command line may change a set beside a running platform,
// so what was written is held against the records once more afterwards.

import { Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { readAll } from '#/store/all-records.ts'
import type { Records, Stored } from '#/store/records.ts'
import { setAtWork, writeAtWork, type SetAtWork } from './at-work.ts'
import type { Catalogues } from './catalogues.ts'
import { ruleSetRecords, type RuleSetRecord } from './rule-set-record.ts'

export interface AtWorkWriter {
  records(): Promise<readonly Stored<RuleSetRecord>[]>
  /** Writes the file, and says so when it changed. */
  write(): Promise<void>
}

export interface AtWorkWriterOptions {
  readonly directory: string
  readonly records: Records
  readonly catalogues: Catalogues
  readonly onChanged: () => Promise<void>
  readonly report: ReportProblem
}

export function createAtWorkWriter(options: AtWorkWriterOptions): AtWorkWriter {
  const { directory, catalogues } = options
  const records = (): Promise<readonly Stored<RuleSetRecord>[]> => readAll(options.records, ruleSetRecords)
  const stateOf = (sets: readonly Stored<RuleSetRecord>[]): string =>
    sets.map(({ id, version }) => `${id} ${version}`).join('\n')
  let last: Promise<unknown> = Promise.resolve()

  /** A damaged set has no rules at work; the others are not kept from it. */
  async function oneSet(record: RuleSetRecord): Promise<SetAtWork> {
    const { name, version } = record
    try {
      return setAtWork(record, await catalogues.of(name, version))
    } catch (error) {
      if (!(error instanceof Permanent)) throw error
      options.report({ code: 'rule.invalid', where: `rule set ${name}`, detail: error.message })
      return { name, version, files: [], off: [] }
    }
  }

  async function writeOnce(): Promise<void> {
    let isChanged = false
    for (let written: string | undefined; ;) {
      const stored = await records()
      if (stateOf(stored) === written) break
      const sets: SetAtWork[] = []
      for (const { record } of stored) sets.push(await oneSet(record))
      if (await writeAtWork(directory, sets)) isChanged = true
      written = stateOf(stored)
    }
    if (isChanged) await options.onChanged()
  }

  return {
    records,
    write() {
      const turn = last.then(writeOnce)
      last = turn.catch(() => {})
      return turn
    },
  }
}
