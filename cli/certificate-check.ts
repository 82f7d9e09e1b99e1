// What `doctor` says of the certificates of listeners: whether each can be read, goes with its key, and holds today.

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { readCertificate } from '#/collectors/listeners/syslog-tls.ts'
import type { Config, ListenerConfig } from '#/config-schema.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000
/** Senders refuse an expired one, so it is told while there is time for a new one. */
const SOON_DAYS = 14

/** One finding for each listener that names a certificate. */
export async function checkCertificates(
  { listeners }: Pick<Config, 'listeners'>,
  clock: Clock,
): Promise<Finding[]> {
  return await Promise.all(
    listeners.filter(namesCertificate).map(async ({ id, ...files }) => {
      const { detail, ok } = await holdsToday(files, clock).catch((error: Error) => ({
        ok: false,
        detail: error.message,
      }))
      return { check: `certificate of ${id}`, ok, detail }
    }),
  )
}

interface CertificateFiles {
  readonly cert?: string
  readonly key?: string
  readonly clientCa?: string
}

function namesCertificate(listener: ListenerConfig): listener is ListenerConfig & CertificateFiles {
  const { cert, key } = listener as CertificateFiles
  return cert !== undefined || key !== undefined
}

async function holdsToday(
  { cert, key, clientCa }: CertificateFiles,
  clock: Clock,
): Promise<Pick<Finding, 'ok' | 'detail'>> {
  if (cert === undefined || key === undefined) throw new Error('cert and key must be given both or neither')
  const own = new X509Certificate((await readCertificate({ cert, key })).cert)
  if (clientCa !== undefined) await readAuthority(clientCa)
  const now = clock.now()
  const [from, to] = [own.validFromDate.getTime(), own.validToDate.getTime()]
  if (now < from) return { ok: false, detail: `${cert} holds only from ${dayOf(from)}: is the clock right?` }
  if (now >= to)
    return { ok: false, detail: `${cert} expired on ${dayOf(to)}, and senders refuse it: get a new one` }
  const days = Math.floor((to - now) / DAY_MS)
  return days < SOON_DAYS
    ? { ok: false, detail: `${cert} expires on ${dayOf(to)}, in ${days} days: get a new one` }
    : { ok: true, detail: `${cert} holds until ${dayOf(to)}` }
}

async function readAuthority(path: string): Promise<void> {
  try {
    void new X509Certificate(await readFile(path))
  } catch (error) {
    throw new Error(`clientCa: ${(error as Error).message}`, { cause: error })
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
