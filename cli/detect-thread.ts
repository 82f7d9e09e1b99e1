// A thread of `detect --threads`: makes the rules ready for itself, then matches the lines it is given.

import { parentPort, workerData } from 'node:worker_threads'
import { packError } from '#/kernel/carry-error.ts'
import type { FromThread } from '#/kernel/called-thread.ts'
import { prepareDetectRules } from './detect-rules.ts'
import type { MatchedLine, MatchedLines, RuleSource } from './detect-rules.ts'
import type { NumberedLine } from './event-lines.ts'

export interface ToDetectThread {
  readonly call: number
  readonly lines: readonly NumberedLine[]
}

const port = parentPort
if (port === null) throw new Error('cli/detect-thread.ts runs as a worker thread only')
const tell = (message: FromThread<MatchedLines>): void => port.postMessage(message)
const rules = prepareDetectRules(workerData as RuleSource)
const correlates = rules.loaded.correlations.length > 0

port.on('message', ({ call, lines }: ToDetectThread) => {
  try {
    const matched = rules.match(lines)
    tell({ kind: 'result', call, result: { ...matched, lines: matched.lines.map(needed) } })
  } catch (error) {
    tell({ kind: 'failed', call, error: packError(error) })
  }
})
tell({ kind: 'ready' })

/** Events are only needed by correlations. */
function needed(line: MatchedLine): MatchedLine {
  return line.kind === 'bad' || correlates ? line : { ...line, event: {} }
}
