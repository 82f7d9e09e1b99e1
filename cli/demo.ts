// `start --demo`: a throwaway folder with the demo city's register in it, an analyst's account that is ready to
// use, and the player as a second process that sends through the real listeners.

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashPassword } from '#/api/auth/password-hash.ts'
import { parseConfig } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { CITY_SYSTEMS, CITY_UNITS } from '#/demo/city.ts'
import { dayStart } from '#/demo/day-start.ts'
import type { PlayerSettings } from '#/demo/player.ts'
import type { Place } from '#/demo/roads.ts'
import { openMediaWeb } from '#/demo/media/media-web.ts'
import { mediaWebSources } from '#/demo/media/sources.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { PlatformOptions, RunningPlatform } from '#/main.ts'
import { applyCsv } from '#/register/csv-plan.ts'
import { createRegister } from '#/register/register.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

export interface Demo extends AsyncDisposable {
  readonly dataDirectory: string
  readonly config: Config
  readonly account: { readonly name: string; readonly password: string }
  /** The invented city's newspapers and forum. */
  readonly media: NonNullable<PlatformOptions['localMedia']>
  /** Makes the account and starts the player. */
  play(platform: RunningPlatform, speed: number): Promise<void>
  /** Ends the player; to be done before the listeners it sends to are closed. */
  stopPlaying(): Promise<void>
}

/** Of the wards that the local web's texts name. */
const DEMO_PROVINCE = '92'
const SEED = 20261122
const READ_EVERY_MS = 15_000
const DAY_MS = 24 * 3_600_000
/** The local web's articles begin four weeks before the demo's day. */
const MEDIA_BEFORE_MS = 28 * DAY_MS

export async function openDemo(speed: number): Promise<Demo> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-demo-'))
  await enterCity(join(dataDirectory, 'state.sqlite'))
  const token = randomBytes(18).toString('base64url')
  const account = { name: 'demo', password: randomBytes(9).toString('base64url') }
  const startAt = dayStart(systemClock.now())
  const web = await openMediaWeb({ clock: systemClock, startAt, speed })
  const reading = new AbortController()
  let player: ChildProcess | undefined
  const stopPlaying = async (): Promise<void> => {
    reading.abort()
    if (player === undefined || player.exitCode !== null || player.signalCode !== null) return
    const gone = once(player, 'exit')
    player.kill()
    await gone
  }
  return {
    dataDirectory,
    config: demoConfig(token),
    account,
    media: { sources: mediaWebSources(web), watchedSince: startAt - MEDIA_BEFORE_MS },
    async play(platform, speed) {
      const passwordHash = await hashPassword(account.password)
      const common = {
        passwordHash,
        mustChangePassword: false,
        disabled: false,
        createdAt: systemClock.now(),
        units: null,
      }
      platform.state.putUser({ ...common, name: account.name, displayName: 'Trực ban demo', role: 'admin' })
      const settings: PlayerSettings = { targets: targetsOf(platform, token), speed, seed: SEED }
      const entry = new URL('../demo/player.ts', import.meta.url)
      player = fork(entry, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      void readAlong(platform, speed, reading.signal)
    },
    stopPlaying,
    async [Symbol.asyncDispose]() {
      await stopPlaying()
      await web[Symbol.asyncDispose]()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** While the demo's day hurries by, its newspapers are read every few seconds; afterwards at their own turns. */
async function readAlong(platform: RunningPlatform, speed: number, signal: AbortSignal): Promise<void> {
  const until = systemClock.now() + DAY_MS / speed + 2 * READ_EVERY_MS
  while (systemClock.now() < until && !signal.aborted) {
    await sleep(READ_EVERY_MS, undefined, { signal }).catch(() => {})
    if (!signal.aborted) await platform.readMediaNow().catch(() => {})
  }
}

/** The units and systems of the city, as if people had entered them: by the table in examples/. */
async function enterCity(path: string): Promise<void> {
  using state = openEmbeddedStateStore({ path, clock: systemClock })
  const register = await createRegister({
    records: state.records,
    clock: systemClock,
    configSystems: [],
    onChanged: () => undefined,
  })
  for (const unit of CITY_UNITS) await register.createUnit(unit)
  const table = readFileSync(new URL('../examples/thanh-pho-mau.csv', import.meta.url))
  const { outcome, plan } = await applyCsv(table, register, 'thapcanh')
  if (outcome !== 'done') throw new Error(`the demo's systems are wrong: ${JSON.stringify(plan.problems)}`)
  for (const { id, unitId } of CITY_SYSTEMS) {
    const known = register.system(id)
    if (known === undefined) throw new Error(`${id} is not in the table of the example city`)
    await register.save({ ...known.system, unitId }, known.version, 'thapcanh')
  }
}

/** Free ports, so that the demo runs beside a real platform. */
function demoConfig(token: string): Config {
  const text = JSON.stringify({
    console: { port: 8480 },
    media: {
      province: DEMO_PROVINCE,
      contactUrl: 'https://example.com/thapcanh',
      contactEmail: 'thapcanh@example.com',
    },
    listeners: [
      { kind: 'syslog-udp', id: 'syslog-udp', host: '127.0.0.1', port: 0 },
      { kind: 'syslog-tcp', id: 'syslog-tcp', host: '127.0.0.1', port: 0 },
      { kind: 'relp', id: 'relp', host: '127.0.0.1', port: 0 },
      { kind: 'http', id: 'http', host: '127.0.0.1', port: 0, tokens: [{ name: 'demo', token }] },
    ],
  })
  const { config, problems } = parseConfig(text, 'demo')
  if (config === undefined) throw new Error(`the demo's configuration is wrong: ${JSON.stringify(problems)}`)
  return config
}

function targetsOf(platform: RunningPlatform, token: string): PlayerSettings['targets'] {
  const place = (id: string): Place => {
    const [, host = '', port = ''] = /([^/]*):(\d+)$/.exec(platform.listeners[id] ?? '') ?? []
    return { host, port: Number(port) }
  }
  return {
    udp: place('syslog-udp'),
    tcp: place('syslog-tcp'),
    relp: place('relp'),
    http: { ...place('http'), token },
  }
}
