// Errors of the environment. The class is the policy: what a caller may do about it.
// (What is wrong with the *world* is a Problem; what is wrong with *us* is a plain Error.)

abstract class EnvironmentError extends Error {
  /** Stable code, listed in docs/errors.md. */
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Try again later: a full disk, a busy file, a server that is away. */
export class Retryable extends EnvironmentError {
  override readonly name = 'Retryable'
}

/** Trying again is of no use: a bad request, a missing file. */
export class Permanent extends EnvironmentError {
  override readonly name = 'Permanent'
}

/** The process cannot go on: a port in use at start, an unreadable data folder. */
export class Fatal extends EnvironmentError {
  override readonly name = 'Fatal'
}
