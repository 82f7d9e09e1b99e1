// What `doctor` says of the mail servers that notices go through: whether each answers, offers the protection that is
// asked of it, and has a certificate that holds. Nothing is sent.

import { readFileSync } from 'node:fs'
import type { Config } from '#/config-schema.ts'
import type { Clock } from '#/kernel/clock.ts'
import { probeMailServer } from '#/outbound/probe-mail.ts'
import type { Finding } from './finding.ts'

const ANSWER_MS = 10_000
const DAY_MS = 86_400_000
/** So long before its end a certificate is told. */
const SOON_DAYS = 14

/** One finding for each channel of e-mail. `answerMs`: how long each server is waited for; 10 s when absent. */
export async function checkMailServers(
  { notices }: Pick<Config, 'notices'>,
  clock: Clock,
  answerMs = ANSWER_MS,
): Promise<Finding[]> {
  return await Promise.all(
    notices.email.map(async ({ id, host, port, security, ca }) => {
      const check = `mail server of ${id}`
      const where = `${host}:${port}`
      try {
        const server = { host, port, security, ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }) }
        const { name, certificateUntil } = await probeMailServer(server, AbortSignal.timeout(answerMs))
        return { check, ...told(`${where} (${name})`, security, certificateUntil, clock) }
      } catch (error) {
        const detail =
          `${where}: ${(error as Error).message}. Tin báo sẽ không gửi được: xem lại host, port, security và ca của kênh này, và tường lửa` +
          ' / Notices will not be sent: look at host, port, security and ca of this channel, and at the firewall'
        return { check, ok: false, detail }
      }
    }),
  )
}

function told(
  where: string,
  security: string,
  until: number | null,
  clock: Clock,
): Pick<Finding, 'ok' | 'detail'> {
  if (until === null)
    return {
      ok: true,
      detail: `${where} trả lời; thư đi không mã hoá / answers; mail goes there unencrypted`,
    }
  const day = new Date(until).toISOString().slice(0, 10)
  const days = Math.floor((until - clock.now()) / DAY_MS)
  if (days >= SOON_DAYS)
    return {
      ok: true,
      detail: `${where} trả lời qua ${security}, chứng thư còn hạn đến ${day} / answers by ${security}; its certificate holds until ${day}`,
    }
  return {
    ok: false,
    detail:
      `${where}: chứng thư hết hạn ngày ${day}, còn ${days} ngày; sau đó tin báo không gửi được: báo người quản trị máy chủ thư` +
      ` / its certificate ends on ${day}, in ${days} days, and notices with it: tell who runs the mail server`,
  }
}
