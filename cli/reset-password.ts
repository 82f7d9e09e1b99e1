// `thapcanh reset-password NAME [--data DIR]`: a way in for someone who has lost a password. Whoever may write the
// data folder may do this; the platform may be running, since it asks the state store anew on each request. In a cluster
// the process that leads is asked to do it: what is written beside it would not reach the others.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hashPassword } from '#/api/auth/password-hash.ts'
import { makeOneTimePassword } from '#/api/auth/password-rules.ts'
import type { ChangedUserView, ErrorBody } from '#/api/contract/schemas.ts'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Io } from './io.ts'
import { findRunningPlatform } from './running-platform.ts'

interface Reset {
  readonly oneTimePassword: string
  readonly isDisabled: boolean
}

/** Prints `{"user","oneTimePassword"}`; the sessions of the account are over when it returns. */
export async function resetPassword(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' } },
  })
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0)
    throw new Permanent('reset-password.no-name', 'reset-password: name one account')
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const path = join(dataDirectory, 'state.sqlite')
  if (!existsSync(path))
    throw new Permanent('data.unusable', `There are no accounts in ${dataDirectory}: ${path} does not exist.`)
  const { oneTimePassword, isDisabled } = await resetInFile(path, name).catch(async (error: unknown) => {
    if (!(error instanceof Fatal) || error.code !== 'data.of-cluster') throw error
    return await resetByLeader(dataDirectory, name)
  })
  io.stdout.write(`${JSON.stringify({ user: name, oneTimePassword })}\n`)
  io.stderr.write(
    `${name} can sign in once with this password and must then choose a new one; open sessions have ended.\n`,
  )
  if (isDisabled)
    io.stderr.write(
      `${name} is disabled: an administrator must enable the account first, on the page Users.\n`,
    )
  return 0
}

async function resetInFile(path: string, name: string): Promise<Reset> {
  using state = openEmbeddedStateStore({ path, clock: systemClock })
  const oneTimePassword = makeOneTimePassword()
  const passwordHash = await hashPassword(oneTimePassword)
  // From here on nothing waits: what was read is what is written.
  const user = state.user(name)
  if (user === undefined) {
    const known = state.users().map(each => each.name)
    const hint = known.length === 0 ? 'there is none yet' : `there are ${known.join(', ')}`
    throw new Permanent('reset-password.no-such-user', `There is no account "${name}" (${hint}).`)
  }
  state.putUser({ ...user, passwordHash, mustChangePassword: true })
  state.deleteSessionsOf(name)
  return { oneTimePassword, isDisabled: user.disabled }
}

async function resetByLeader(dataDirectory: string, name: string): Promise<Reset> {
  const leader = await findRunningPlatform(dataDirectory)
  if (leader === undefined)
    throw new Permanent(
      'data.of-cluster',
      `${dataDirectory} has a copy of the state of a cluster, and its process does not lead now: run this where one does`,
    )
  const url = new URL(`/api/users/${encodeURIComponent(name)}/password-reset`, leader.url)
  const headers = { authorization: `Bearer ${leader.localToken}` }
  const answer = await fetch(url, { method: 'POST', headers }).catch((error: unknown) => {
    const message = `The platform does not answer at ${leader.url}: ${(error as Error).message}`
    throw new Retryable('reset-password.failed', message, { cause: error })
  })
  const body = (await answer.json()) as ChangedUserView | ErrorBody
  if (!('error' in body)) return { oneTimePassword: body.oneTimePassword!, isDisabled: body.user.disabled }
  if (body.error === 'user.not-found')
    throw new Permanent('reset-password.no-such-user', `There is no account "${name}".`)
  throw new Retryable('reset-password.failed', `The platform refused: ${body.message} (${body.error})`)
}
