// A Problem: something wrong with the world (a line no format knows, a rule that does not compile, a
// source that went quiet). Problems are returned and counted, never thrown. Every code is listed, with
// its meaning and remedy, in docs/errors.md; a test holds the two lists equal.

export const PROBLEM_CODES = [
  'config.syntax',
  'config.invalid',
  'law.syntax',
  'law.invalid',
  'rule.syntax',
  'rule.invalid',
  'rule.unsupported',
  'rule.duplicate-id',
  'rule.case-failed',
  'rule.lint',
  'exception.not-applied',
  'rule.mute',
  'correlation.late',
  'correlation.future-dated',
  'correlation.other-rules',
  'correlation.no-group',
  'correlation.no-value',
  'correlation.state-dropped',
  'correlation.state-lost',
  'correlation.not-judged',
  'correlation.hurried',
  'correlation.snapshot-failed',
  'line.unknown-format',
  'line.malformed',
  'line.invalid-utf8',
  'line.nul-bytes',
  'line.truncated',
  'line.time-missing',
  'line.fields-capped',
  'frame.malformed',
  'frame.incomplete',
  'frame.too-long',
  'request.malformed',
  'request.too-large',
  'request.unauthorized',
  'sender.reset',
  'sender.refused',
  'sender.repeated',
  'udp.dropped',
  'tls.failed',
  'file.unreadable',
  'file.truncated',
  'listener.failed',
  'disk.full',
  'disk.low',
  'clock.doubted',
  'raw-log.corrupt',
  'raw-log.undeletable',
  'store.failed',
  'source.silent',
  'request.failed',
  'job.failed',
  'job.overtaken',
  'redis.away',
  'redis.not-durable',
  'cluster.away',
  'state.away',
  'state.rebuilt',
  'state.damaged',
  'state.base-failed',
  'cluster.files',
  'cluster.keys',
  'notice.failed',
  'anchor.failed',
  'command.invalid',
  'command.unsupported',
  'command.protected',
  'playbook.follow-up-failed',
  'source.invalid',
  'crawl.failed',
  'crawl.page-failed',
  'crawl.too-many',
  'model.left-out',
  'reading.not-followed',
  'feed.malformed',
] as const

export type ProblemCode = (typeof PROBLEM_CODES)[number]

export interface Problem {
  readonly code: ProblemCode
  /** Where: `file:line:key`, a listener id, `sender address`, a rule path. */
  readonly where: string
  /** What is wrong, in a sentence for a person; names the offending value, cut to a sane length. */
  readonly detail: string
}

/** Receives problems as they happen; implementations count by code and where, and keep the latest. */
export type ReportProblem = (problem: Problem) => void
