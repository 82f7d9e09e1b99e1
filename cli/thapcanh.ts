// The command line: picks the command and sees to it that errors read well. Exit 0 when it worked, 2 for bad
// input, 1 when the platform itself failed.

import process from 'node:process'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import type { Io } from './io.ts'

type Command = (args: string[], io: Io) => Promise<number>

/** Loaded only when asked for: `parse` should not have to wait for DuckDB. */
const COMMANDS: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<Command> }>> = {
  start: {
    says: 'runs the platform   [--data DIR] [--config FILE] [--port N] [--demo [--speed N]]',
    load: async () => (await import('./start.ts')).start,
  },
  parse: {
    says: 'raw lines on stdin → flat ECS events   [--format auto|NAME]',
    load: async () => (await import('./parse.ts')).parse,
  },
  detect: {
    says: 'events → matches   --rules DIR… [--events FILE|-] [--stats]',
    load: async () => (await import('./detect.ts')).detect,
  },
  rules: { says: 'check DIR… | test DIR…', load: async () => (await import('./rules.ts')).rules },
  search: {
    says: 'stored events   QUERY [--from T] [--to T] [--limit N] [--data DIR]',
    load: async () => (await import('./search.ts')).search,
  },
  ingest: {
    says: 'files into the running or the local store   FILE… [--format NAME] [--data DIR]',
    load: async () => (await import('./ingest.ts')).ingest,
  },
  doctor: {
    says: 'says what is wrong, and how to mend it   [--data DIR] [--config FILE]',
    load: async () => (await import('./doctor.ts')).doctor,
  },
}

async function main(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  const command = name === undefined ? undefined : COMMANDS[name]
  if (command === undefined) {
    const asked = name === undefined || name === '--help' || name === 'help'
    if (!asked) io.stderr.write(`thapcanh: there is no command "${name}".\n`)
    io.stderr.write(usage())
    return asked ? 0 : 2
  }
  try {
    return await (
      await command.load()
    )(rest, io)
  } catch (error) {
    if (error instanceof Fatal || error instanceof Permanent || error instanceof Retryable) {
      io.stderr.write(`thapcanh: ${error.message} [${error.code}]\n`)
      return error instanceof Permanent ? 2 : 1
    }
    if (isBadArgument(error)) {
      io.stderr.write(`thapcanh ${name}: ${error.message}\n${usage()}`)
      return 2
    }
    throw error
  }
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(8)} ${says}`)
  return `usage: thapcanh COMMAND\n${lines.join('\n')}\n`
}

/** What `node:util` parseArgs throws for an option it does not know. */
function isBadArgument(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
}

// A reader that closes its end (`| head`) is no error of ours.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await main(process.argv.slice(2), process)
