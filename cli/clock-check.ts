// What `doctor` says of this machine's clock: whether something keeps it at the right time. Logs whose times cannot be
// relied upon prove nothing, and synchronised time is asked of systems of every level.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Finding } from './finding.ts'

/** What a command says on stdout; undefined when it is not there, fails or does not answer. */
export type Run = (command: string, args: readonly string[]) => Promise<string | undefined>

interface Synchronised {
  readonly by: string
  readonly isOn: boolean
}

const ANSWER_MS = 5000
/** Written by systemd-timesyncd at the first synchronisation. */
const TIMESYNC = '/run/systemd/timesync/synchronized'

/** Asks, in this order, systemd, chrony, ntpd, and looks for the mark of systemd-timesyncd. */
export async function checkClock(
  run: Run = runCommand,
  exists: (path: string) => boolean = existsSync,
): Promise<Finding> {
  const check = 'clock synchronisation'
  const found = await findSynchronisation(run, exists)
  if (found === undefined)
    return {
      check,
      ok: true,
      detail:
        'không xem được ở đây (không có timedatectl, chronyc hay ntpq, như trong container): hãy xem trên máy chủ bằng `timedatectl`' +
        ' / cannot be seen here (no timedatectl, chronyc or ntpq answers, as in a container): look on the host with `timedatectl`',
    }
  if (found.isOn)
    return { check, ok: true, detail: `theo ${found.by}: đã đồng bộ / synchronised, says ${found.by}` }
  return {
    check,
    ok: false,
    detail:
      `theo ${found.by}: giờ của máy không được đồng bộ. Thời điểm trong nhật ký không còn là chứng cứ, và đồng bộ thời gian là yêu cầu với mọi cấp độ: cài chrony (apt install chrony), trỏ tới máy chủ NTP của thành phố, rồi xem lại bằng \`timedatectl\`` +
      ` / ${found.by} says that this clock is not synchronised. Times in logs prove nothing then, and synchronised time is a duty at every level: install chrony (apt install chrony), point it at the city's NTP servers, and look again with \`timedatectl\``,
  }
}

async function findSynchronisation(
  run: Run,
  exists: (path: string) => boolean,
): Promise<Synchronised | undefined> {
  const systemd = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'])
  const answer = systemd?.trim()
  if (answer === 'yes' || answer === 'no') return { by: 'timedatectl', isOn: answer === 'yes' }
  const chrony = await run('chronyc', ['-n', 'tracking'])
  const leap = /^Leap status\s*: (.+)$/m.exec(chrony ?? '')?.[1]
  if (leap !== undefined) return { by: 'chronyc', isOn: leap.trim() !== 'Not synchronised' }
  const ntp = await run('ntpq', ['-c', 'rv 0 leap'])
  const indicator = /leap=(?:leap_)?(\w+)/.exec(ntp ?? '')?.[1]
  if (indicator !== undefined) return { by: 'ntpq', isOn: indicator !== '11' && indicator !== 'alarm' }
  return exists(TIMESYNC) ? { by: 'systemd-timesyncd', isOn: true } : undefined
}

const execute = promisify(execFile)

async function runCommand(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await execute(command, [...args], { timeout: ANSWER_MS })).stdout
  } catch {
    return undefined
  }
}
