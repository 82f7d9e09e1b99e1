// The process's own log: what happened to the platform itself, for who operates it. Never of single lines or events,
// of which there are thousands a second; those are counted (metrics, problems).

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Values by name. What is called like a secret is never written, at whatever depth it stands. */
export type LogFields = Readonly<Record<string, unknown>>

/** `component`: who says it, one word (`console`, `upgrade`, `api`). An `error` among the fields comes with its stack. */
export type Log = Readonly<Record<LogLevel, (component: string, message: string, fields?: LogFields) => void>>

/** Says nothing. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} }
