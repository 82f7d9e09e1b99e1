// The platform of media.test.ts as a process of its own, which the test kills: it listens to the local web that the
// test serves. Its clock is the machine's, moved to the days of the invented texts.

import process from 'node:process'
import { hashPassword } from '#/api/auth/password-hash.ts'
import { createSessions, SESSION_COOKIE } from '#/api/auth/sessions.ts'
import { parseConfig } from '#/config.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { startPlatform } from '#/main.ts'

/** Told by the test, as JSON. */
export interface MediaChildSettings {
  readonly dataDirectory: string
  readonly config: string
  readonly clockOffsetMs: number
  readonly sources: readonly MediaSource[]
  readonly watchedSince: number
}

/** Told to the test once it runs. */
export interface MediaChildReady {
  readonly url: string
  /** By the name of the account, which is that of its role. */
  readonly cookies: Readonly<Record<(typeof PEOPLE)[number], string>>
  readonly inlet: string
}

const PEOPLE = ['analyst', 'lead'] as const

const settings = JSON.parse(process.argv[2]!) as MediaChildSettings
const clock = { now: () => Date.now() + settings.clockOffsetMs }
const { config, problems } = parseConfig(settings.config, 'test.yaml')
if (config === undefined) throw new Error(JSON.stringify(problems))

const platform = await startPlatform({
  dataDirectory: settings.dataDirectory,
  config,
  clock,
  webDirectory: `${settings.dataDirectory}/no-console`,
  demo: false,
  localMedia: { sources: settings.sources, watchedSince: settings.watchedSince },
  onFailed(error) {
    throw error
  },
  onError(error, where) {
    process.stderr.write(`${where}: ${error instanceof Error ? error.stack : String(error)}\n`)
  },
})
const { state } = platform
const sessions = createSessions(state, clock)
const cookies = Object.fromEntries(
  await Promise.all(
    PEOPLE.map(async name => {
      if (state.user(name) === undefined)
        state.putUser({
          name,
          displayName: name,
          role: name,
          units: null,
          passwordHash: await hashPassword('một câu rất dài để thử'),
          mustChangePassword: false,
          disabled: false,
          createdAt: clock.now(),
        })
      return [name, `${SESSION_COOKIE}=${sessions.open(state.user(name)!)}`] as const
    }),
  ),
) as MediaChildReady['cookies']

process.on('message', message => {
  if (message === 'read') void platform.readMediaNow()
})
process.on('disconnect', () => process.exit())
process.send!({ url: platform.url, cookies, inlet: platform.listeners['http']! } satisfies MediaChildReady)
