// A whole pipeline on a throwaway folder, with a raw log that tests write lines into: for what changes while events
// flow. Its rules are files that the test may change; files are looked at anew only when it says so, unless told
// otherwise.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openPipeline, type Pipeline } from '#/pipeline/open-pipeline.ts'
import { failedLoginLine } from './failed-login-line.ts'

/** Folders of a pipeline; they go with it. */
export interface PipelineFolder extends Disposable {
  readonly directory: string
  /** Of the files of rules. */
  readonly rules: string
}

/** `files`: names and texts of the rules. */
export function makePipelineFolder(files: Readonly<Record<string, string>>): PipelineFolder {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-pipeline-'))
  const rules = join(directory, 'rules')
  for (const name of ['rules', 'raw', 'events']) mkdirSync(join(directory, name))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(rules, name), text)
  return { directory, rules, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

export interface RunningPipeline extends AsyncDisposable {
  readonly pipeline: Pipeline
  readonly alerts: readonly Alert[]
  readonly hidden: readonly HiddenAlerts[]
  readonly problems: readonly Problem[]
  /** Events until now. */
  stored(): number
  /** Appends lines; the first is number 1. */
  send(count: number): Promise<void>
}

export interface RunOptions {
  readonly rulesOff?: readonly string[]
  readonly ruleWatchMs?: number
  readonly lineOf?: (number: number) => RawLine
}

/** Fails at its end when the pipeline's thread has died. */
export async function runPipelineOn(
  { directory, rules }: PipelineFolder,
  { rulesOff = [], ruleWatchMs = 60_000, lineOf = failedLoginLine }: RunOptions = {},
): Promise<RunningPipeline> {
  const alerts: Alert[] = []
  const hidden: HiddenAlerts[] = []
  const problems: Problem[] = []
  const failed: Error[] = []
  let stored = 0
  let sent = 0
  const settings = {
    rawDirectory: join(directory, 'raw'),
    eventsDirectory: join(directory, 'events'),
    ruleFolders: [rules],
    rulesOff,
    systems: [],
    indicators: [],
    exceptions: [],
    readings: [],
    storeMemoryMb: 256,
    ruleWatchMs,
    correlationFile: join(directory, 'correlation.snapshot'),
    latenessMs: 10_000,
  }
  const pipeline = await openPipeline(settings, {
    onAlerts: raised => void alerts.push(...raised),
    onStored: (_sequence, events) => (stored += events),
    onProblem: problem => void problems.push(problem),
    onHidden: more => void hidden.push(...more),
    onStuck: () => {},
    onFailed: error => void failed.push(error),
  })
  const rawLog = await openRawLog({
    directory: settings.rawDirectory,
    report: problem => void problems.push(problem),
    onDurable: pipeline.durable,
  })
  return {
    pipeline,
    alerts,
    hidden,
    problems,
    stored: () => stored,
    async send(count) {
      await rawLog.append(Array.from({ length: count }, () => lineOf((sent += 1))))
    },
    async [Symbol.asyncDispose]() {
      await rawLog[Symbol.asyncDispose]()
      await pipeline[Symbol.asyncDispose]()
      expect(failed).toEqual([])
    },
  }
}
