// The second process of the demo: plays one invented city day through the real listeners. It begins a day
// ago and runs `speed` times faster than the clock until it has caught up with now; then it goes on live.
//
// Started as: node demo/player.ts '{"targets":…,"speed":1200,"seed":1}'

import { setTimeout as sleep } from 'node:timers/promises'
import { dayStart } from './day-start.ts'
import { intrusion } from './intrusion.ts'
import { createDice, type DemoLine, type Road } from './line.ts'
import { ordinaryMinute } from './ordinary-day.ts'
import { openRoads, type Roads, type Targets } from './roads.ts'

export interface PlayerSettings {
  readonly targets: Targets
  /** Demo minutes a real minute until the present is reached. */
  readonly speed: number
  readonly seed: number
}

const MINUTE = 60_000
/** The intrusion begins this long after the day's start: within the first half minute at the ordinary speed. */
const INTRUSION_AFTER = 4 * 60 * MINUTE
const TICK_MS = 250

async function play(settings: PlayerSettings): Promise<void> {
  await using roads = await openRoads(settings.targets)
  const dice = createDice(settings.seed)
  const begun = Date.now()
  const start = dayStart(begun)
  const planned = intrusion(start + INTRUSION_AFTER, dice)
  /** Demo time now: hurries through the day, then walks with the clock. */
  const demoNow = (): number => Math.min(start + (Date.now() - begun) * settings.speed, Date.now())

  let waiting: DemoLine[] = []
  for (let minute = start; ; minute += MINUTE) {
    const due = planned.filter(line => line.at >= minute && line.at < minute + MINUTE)
    waiting = [...waiting, ...ordinaryMinute(minute, dice), ...due].sort((a, b) => a.at - b.at)
    while (demoNow() < minute + MINUTE) {
      waiting = await sendUntil(demoNow(), waiting, roads)
      await sleep(TICK_MS)
    }
    // Behind a fast clock several minutes are due at once: send at half-hour steps rather than one by one.
    if (waiting.length > 200 || demoNow() - minute < 30 * MINUTE)
      waiting = await sendUntil(minute + MINUTE, waiting, roads)
  }
}

/** Sends what is due, each road's lines in order; returns what is not due yet. */
async function sendUntil(time: number, lines: readonly DemoLine[], roads: Roads): Promise<DemoLine[]> {
  const due = Map.groupBy(
    lines.filter(line => line.at < time),
    line => line.road,
  )
  for (const [road, group] of due) await sendBy(road, group, roads)
  return lines.filter(line => line.at >= time)
}

async function sendBy(road: Road, lines: readonly DemoLine[], roads: Roads): Promise<void> {
  await roads.send[road](lines.map(line => line.text))
}

// The platform stops the player when it stops; a player whose platform is gone stops by itself.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
await play(JSON.parse(process.argv[2] ?? '{}') as PlayerSettings)
