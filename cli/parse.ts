// `parse`: raw lines on stdin → one flat ECS event a line on stdout; what was wrong with lines is counted on
// stderr at the end. The same reading as the platform's, without the platform. Streams: a file of any size
// takes the memory of its longest line, and a line over LIMITS.maxLineBytes is cut and counted.

import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { ParseOptions } from '#/collectors/formats/parse-record.ts'
import { FORMAT_NAMES, FORMATS, JSON_FORMATS } from '#/collectors/formats/registry.ts'
import { zoneMinutes } from '#/collectors/formats/time-zone.ts'
import type { Problem } from '#/kernel/problem.ts'
import { byteLines, isBlankLine } from './byte-lines.ts'
import type { Io } from './io.ts'

/** Exit 0 when all lines were read, known or not; 2 for a format or zone that there is not. */
export async function parse(argv: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      format: { type: 'string', default: 'auto' },
      zone: { type: 'string', default: '+00:00' },
      problems: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    io.stderr.write(help())
    return 0
  }
  if (values.format !== 'auto' && !FORMAT_NAMES.includes(values.format)) {
    io.stderr.write(`parse: there is no format "${values.format}"; known: auto, ${FORMAT_NAMES.join(', ')}\n`)
    return 2
  }
  const zoneOffsetMinutes = zoneMinutes(values.zone)
  if (zoneOffsetMinutes === undefined) {
    io.stderr.write(`parse: "${values.zone}" is no zone; write it as +07:00 or by a name such as UTC\n`)
    return 2
  }
  const forced = values.format === 'auto' ? {} : { forced: values.format }
  const counts = await parseAll(io, { zoneOffsetMinutes, ...forced }, values.problems)
  for (const [code, count] of counts) io.stderr.write(`parse: ${count} × ${code}\n`)
  return 0
}

/** Problems met, by code. */
async function parseAll(
  io: Io,
  options: ParseOptions,
  printEach: boolean,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const note = (problem: Problem, line: number): void => {
    counts.set(problem.code, (counts.get(problem.code) ?? 0) + 1)
    if (printEach) io.stderr.write(`line ${line}: ${problem.code}: ${problem.detail}\n`)
  }
  let sequence = 0
  for await (const lines of byteLines(io.stdin)) {
    let out = ''
    for (const bytes of lines) {
      sequence++
      if (isBlankLine(bytes)) continue
      const receivedMs = Date.now()
      const record = {
        bytes,
        envelope: 'line',
        receivedMs,
        listener: 'stdin',
        peer: 'stdin',
        sequence,
      } as const
      const { event, problems } = parseRecord(record, options)
      out += `${JSON.stringify(event)}\n`
      for (const problem of problems) note(problem, sequence)
    }
    if (out !== '' && !io.stdout.write(out)) await once(io.stdout, 'drain')
  }
  return counts
}

function help(): string {
  const formats = [...FORMATS, ...JSON_FORMATS].map(
    ({ name, describes }) => `  ${name.padEnd(16)} ${describes}`,
  )
  return `usage: thapcanh parse [--format auto|NAME] [--zone +07:00] [--problems]
Raw lines on stdin, one flat ECS event a line on stdout, counts of problems on stderr.
  --zone       zone of times that do not say theirs (UTC when absent)
  --problems   prints each problem, not only their number
Formats:
  syslog           any RFC 3164 or 5424 message, whatever is inside
  json, ecs, hec   JSON documents: plain, in ECS, in a Splunk HEC envelope
${formats.join('\n')}
`
}
