// The command line: picks the command and sees to it that errors read well. Exit 0 when it worked, 2 for bad
// input, 1 when the platform itself failed. Data goes to stdout, words for people to stderr.

import process from 'node:process'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import type { Io } from './io.ts'

type Command = (args: string[], io: Io) => Promise<number>

interface CommandEntry {
  readonly says: string
  readonly usage: readonly string[]
  readonly load: () => Promise<Command>
}

/** Loaded only when asked for: `parse` should not have to wait for DuckDB. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    says: 'runs the platform',
    usage: [
      '[--data DIR] [--config FILE] [--port N] [--demo [--speed N]]',
      '--role collector|correlator|worker|api… [--node NAME] [--data DIR] [--config FILE] [--port N]',
    ],
    load: async () => (await import('./start.ts')).start,
  },
  parse: {
    says: 'raw lines on stdin → flat ECS events',
    usage: ['[--format auto|NAME] [--zone +07:00] [--problems]'],
    load: async () => (await import('./parse.ts')).parse,
  },
  detect: {
    says: 'events → the rules that match',
    usage: ['--rules DIR… [--events FILE|-] [--stats] [--threads N] [--all-sources] [--placeholders FILE]'],
    load: async () => (await import('./detect.ts')).detect,
  },
  rules: {
    says: 'lints rules; runs the cases inside them; says why one matches; takes in rules of others',
    usage: [
      'check [--liveness] DIR…',
      'test DIR…',
      'explain --rule ID [--event FILE|-] [--rules DIR…] [DIR…]',
      'import DIR|FILE.zip [--name SET] [--policy FILE] [--apply] [--reason TEXT] [--data DIR]',
      'sets [--data DIR]',
      'diff SET [VERSION] [--rule ID] [--data DIR]',
      'rule SET RULE on|off|policy --reason TEXT [--data DIR]',
      'rollback SET [--reason TEXT] [--data DIR]',
      'export SET FILE.zip [--data DIR]',
    ],
    load: async () => (await import('./rules.ts')).rules,
  },
  backtest: {
    says: 'what rules would have raised over stored events',
    usage: ['--rules DIR… [--from T] [--to T] [--no-exceptions] [--config FILE] [--data DIR]'],
    load: async () => (await import('./backtest.ts')).backtest,
  },
  search: {
    says: 'stored events',
    usage: [
      'QUERY [--from T] [--to T] [--limit N] [--sort newest|oldest|FIELD:asc|FIELD:desc] [--unmarked] [--data DIR]',
    ],
    load: async () => (await import('./search.ts')).search,
  },
  ingest: {
    says: 'log files into the running or the local store',
    usage: ['FILE… [--format NAME] [--config FILE] [--data DIR]'],
    load: async () => (await import('./ingest.ts')).ingest,
  },
  audit: {
    says: 'proves offline that the audit trail and the sealed days are whole and unaltered',
    usage: ['verify DIR [--anchor FILE]… [--key PUBLIC.pem]…'],
    load: async () => (await import('./audit.ts')).audit,
  },
  evidence: {
    says: 'events with the proof of them as one file, and such files proven without the platform',
    usage: [
      'verify FILE [--key PUBLIC.pem]… [--fingerprint HEX]… [--anchor FILE]…',
      'export --incident CODE|--query Q [--from T] [--to T] --reason TEXT --out FILE.tar [--data DIR]',
    ],
    load: async () => (await import('./evidence.ts')).evidence,
  },
  playbook: {
    says: 'checks and runs CACAO 2.0 playbooks',
    usage: [
      'validate FILE… [--profile strict|interop]',
      'run FILE [CALLED…] [--dry-run] [--var k=v]… [--config FILE] [--data DIR] [--runs DIR]',
      'run --continue RUN --runs DIR',
    ],
    load: async () => (await import('./playbook.ts')).playbook,
  },
  sentiment: {
    says: 'the tone of texts; models for it trained and judged',
    usage: [
      '[--model news|comment|PATH] < LINES   each line {"id": 1, "text": "…"}',
      'train --data FILE… --out MODEL [--name NAME] [--lexicon news|comment|both]',
      'evaluate --model news|comment|MODEL --data FILE…',
      'evaluate --folds 5 --data FILE… [--lexicon news|comment|both]',
    ],
    load: async () => (await import('./sentiment.ts')).sentiment,
  },
  report: {
    says: 'a document of the law as .docx, .pdf, .html or .xlsx, by the ending of FILE',
    usage: [
      'daily|weekly|half-year|yearly|media-weekly|mau-05|mau-01|mau-08|pilot [--period P] --out FILE [--sources] [--config FILE] [--data DIR]',
      'incident CODE [--form mau-03] --out FILE [--sources] [--config FILE] [--data DIR]',
    ],
    load: async () => (await import('./report.ts')).report,
  },
  extract: {
    says: 'a web page on stdin → title, text, author, time, language',
    usage: ['[--url URL] < PAGE.html'],
    load: async () => (await import('./extract.ts')).extract,
  },
  backup: {
    says: 'a copy of a data folder, running or stopped, that can be proved whole',
    usage: ['DIR [--data DIR]'],
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    says: 'a backup, verified, as a data folder',
    usage: ['BACKUP [--data DIR]'],
    load: async () => (await import('./restore.ts')).restore,
  },
  migrate: {
    says: 'takes a data folder of an earlier version to this one, rehearses that, or goes back',
    usage: ['[--dry-run] [--data DIR]', '--back [--forget-changes] [--data DIR]'],
    load: async () => (await import('./migrate.ts')).migrate,
  },
  'reset-password': {
    says: 'a new one-time password for an account',
    usage: ['NAME [--data DIR]'],
    load: async () => (await import('./reset-password.ts')).resetPassword,
  },
  doctor: {
    says: 'says what is wrong, and how to mend it',
    usage: ['[--data DIR] [--config FILE]'],
    load: async () => (await import('./doctor.ts')).doctor,
  },
}

async function main(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || asksForHelp(name) || name === 'help') {
    io.stderr.write(usage())
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    io.stderr.write(`thapcanh: there is no command "${name}".\n${usage()}`)
    return 2
  }
  // `parse` has more to tell: the names of the formats.
  if (name !== 'parse' && rest.slice(0, firstAfterOptions(rest)).some(asksForHelp)) {
    io.stderr.write(`${usageOf(name, command)}${command.says}\n`)
    return 0
  }
  try {
    const run = await command.load()
    return await run(rest, io)
  } catch (error) {
    return complain(error, name, command, io)
  }
}

/** Words and exit code for what a command threw. */
function complain(error: unknown, name: string, command: CommandEntry, { stderr }: Io): number {
  if (error instanceof Fatal || error instanceof Permanent || error instanceof Retryable) {
    stderr.write(`thapcanh: ${error.message} [${error.code}]\n`)
    return error instanceof Permanent ? 2 : 1
  }
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (String(code).startsWith('ERR_PARSE_ARGS')) {
    stderr.write(`thapcanh ${name}: ${String(message)}\n${usageOf(name, command)}`)
    return 2
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(`thapcanh ${name}: an error of ours; please report it with these lines:\n${told}\n`)
  return 1
}

function asksForHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h'
}

/** What stands after `--` is never an option. */
function firstAfterOptions(args: readonly string[]): number {
  const at = args.indexOf('--')
  return at === -1 ? args.length : at
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(16)} ${says}`)
  return `usage: thapcanh COMMAND\n${lines.join('\n')}\n\`thapcanh COMMAND --help\` tells more.\n`
}

function usageOf(name: string, { usage }: CommandEntry): string {
  return usage.map((form, at) => `${at === 0 ? 'usage:' : '      '} thapcanh ${name} ${form}\n`).join('')
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that closes its end (`| head`) is no error of ours.
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`thapcanh: the output cannot be written: ${error.message}\n`)
  process.exit(1)
})
// Words that nobody can be told must not end the work, least of all a platform's.
process.stderr.on('error', () => {})
// Accounts and logs are nobody else's business.
process.umask(0o027)
process.exitCode = await main(process.argv.slice(2), process)
