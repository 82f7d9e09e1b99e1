// What the API says when it refuses. Each code is stable, is listed with meaning and remedy in
// docs/errors.md, and has one HTTP status. The message is for a person and never holds a stack trace.
// Routes throw ApiError; error-answers.ts turns it, and everything else that was thrown, into an answer.

/** Every error code of the API and its HTTP status. */
export const API_ERRORS = {
  'request.invalid': 400,
  'query.invalid': 400,
  'assignee.invalid': 400,
  'password.weak': 400,
  'block-entry.invalid': 400,
  'user.name-reserved': 400,
  'clock.time-invalid': 400,
  'playbook.invalid': 400,
  'answer.invalid': 400,
  'task.result-required': 400,
  'attachment.incomplete': 400,
  'system.invalid': 400,
  'unit.invalid': 400,
  'import.invalid': 400,
  'intake.token': 400,
  'session.required': 401,
  'feed.unauthorized': 401,
  'sign-in.refused': 401,
  'permission.denied': 403,
  'request.cross-site': 403,
  'password.must-change': 403,
  'password.wrong': 403,
  'role.too-low': 403,
  'approval-link.foreign': 403,
  'document.field-invalid': 400,
  'document.about-invalid': 400,
  'document.not-found': 404,
  'document.frozen': 409,
  'document.not-signed': 409,
  'document.incomplete': 409,
  'not-found': 404,
  'incident.not-found': 404,
  'event.not-found': 404,
  'saved-search.not-found': 404,
  'export.not-found': 404,
  'user.not-found': 404,
  'clock.not-found': 404,
  'clock.deed-not-found': 404,
  'law.item-not-found': 404,
  'block-list.not-found': 404,
  'channel.not-found': 404,
  'block-entry.not-found': 404,
  'mention.not-found': 404,
  'story.not-found': 404,
  'spike.not-found': 404,
  'source.not-found': 404,
  'indicator.not-found': 404,
  'rule-set.not-found': 404,
  'rule-set.rule-not-found': 404,
  'source.invalid': 400,
  'rule-set.refused': 400,
  'model.plugged-in': 409,
  'rule-set.changed': 409,
  'rule.changed': 409,
  'rule.of-set': 409,
  'rule-set.nothing-before': 409,
  'playbook.not-found': 404,
  'run.not-found': 404,
  'rule.not-found': 404,
  'exception.not-found': 404,
  'exception.invalid': 400,
  'exception.own-proposal': 403,
  'exception.no-proposal': 409,
  'exception.ended': 409,
  'exception.not-in-force': 409,
  'exception.too-many': 409,
  'backtest.not-found': 404,
  'backtest.invalid': 400,
  'backtest.busy': 503,
  'pending.not-found': 404,
  'approval-link.unknown': 404,
  conflict: 409,
  'playbook.exists': 409,
  'playbook.refused': 409,
  'run.ended': 409,
  'pending.settled': 409,
  'approval.changed': 409,
  'approval.already-given': 409,
  'incident.closed': 409,
  'incident.not-closed': 409,
  'incident.merged': 409,
  'incident.not-merged': 409,
  'incident.changed-since': 409,
  'bulk.expired': 404,
  'task.not-found': 404,
  'attachment.not-found': 404,
  'system.not-found': 404,
  'unit.not-found': 404,
  'intake.not-found': 404,
  'user.exists': 409,
  'user.last-admin': 409,
  'clock.not-owed': 409,
  'clock.already-met': 409,
  'clock.pause-not-allowed': 409,
  'clock.not-paused': 409,
  'clock.set-aside-not-allowed': 409,
  'law.already-done': 409,
  'block-entry.protected': 409,
  'system.exists': 409,
  'system.configured': 409,
  'unit.exists': 409,
  'unit.in-use': 409,
  'incident.full': 409,
  'saved-search.too-many': 409,
  'export.not-done': 409,
  'intake.decided': 409,
  'intake.too-many-messages': 409,
  'approval-link.used': 410,
  'approval-link.expired': 410,
  'attachment.removed': 410,
  'request.too-large': 413,
  'attachment.too-large': 413,
  'request.unsupported-type': 415,
  'sign-in.throttled': 429,
  'export.day-limit': 429,
  'feed.throttled': 429,
  'intake.throttled': 429,
  internal: 500,
  'attachment.damaged': 500,
  'rule-set.damaged': 500,
  'sign-in.busy': 503,
  'live.full': 503,
  'export.busy': 503,
  'store.unavailable': 503,
  'rule-set.busy': 503,
  'attachment.busy': 503,
  'attachment.disk-full': 507,
} as const satisfies Readonly<Record<string, number>>

export type ApiErrorCode = keyof typeof API_ERRORS

export interface ApiErrorDetails {
  /** Seconds for the Retry-After header. */
  readonly retryAfterSeconds?: number
  /** Further members of the answer's body, as the contract describes them. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** A refusal with its code; thrown by routes and hooks, answered by error-answers.ts. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly statusCode: number
  readonly details: ApiErrorDetails

  constructor(code: ApiErrorCode, message: string, details: ApiErrorDetails = {}) {
    super(message)
    this.code = code
    this.statusCode = API_ERRORS[code]
    this.details = details
  }
}
