// The process's own log on a stream: JSON, one object a line, or lines for people where the stream is a terminal.
//
//   {"level":"info","time":"2026-11-30T04:20:01.123Z","component":"console","message":"listens","url":"http://…"}

import { pino, type DestinationStream } from 'pino'
import { LOG_LEVELS, type Log, type LogFields, type LogLevel } from '#/kernel/log.ts'
import { scrubText, scrubValue } from '#/kernel/scrub-secrets.ts'

export interface ProcessLogOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean }
  /** The least that is written. */
  readonly level: LogLevel
}

/** Writes at once: what is said before the process dies has been said. */
export function createProcessLog({ stream, level }: ProcessLogOptions): Log {
  const destination: DestinationStream =
    stream.isTTY === true ? { write: line => void stream.write(forPeople(line)) } : stream
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    destination,
  )
  const writer =
    (at: LogLevel) =>
    (component: string, message: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(at)) return
      const { level: _level, time: _time, ...more } = scrubValue(fields) as Record<string, unknown>
      logger[at]({ component, ...more }, scrubText(message))
    }
  return Object.fromEntries(LOG_LEVELS.map(at => [at, writer(at)])) as unknown as Log
}

/** `04:20:01 WARN  upgrade: words  from=0.2.0`, then the stack of an error and of what caused it. */
function forPeople(line: string): string {
  const { level, time, component, message, error, ...fields } = JSON.parse(line) as Record<string, unknown>
  const stacks = stacksOf(error)
  const shown = Object.entries(
    stacks.length === 0 && error !== undefined ? { ...fields, error } : fields,
  ).map(([name, value]) => `  ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const head = `${String(time).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${String(component)}: ${String(message)}`
  return printable([`${head}${shown.join('')}`, ...stacks, ''].join('\n'))
}

function stacksOf(error: unknown): readonly string[] {
  const { stack, cause } = (error ?? {}) as { stack?: unknown; cause?: unknown }
  if (typeof stack !== 'string') return []
  const [first, ...more] = stacksOf(cause)
  return first === undefined ? [stack] : [stack, `caused by ${first}`, ...more]
}

/** What came from outside must not move a terminal's cursor. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD')
}
