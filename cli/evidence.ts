// `thapcanh evidence verify FILE`: proves an evidence package offline, without a data folder. `thapcanh evidence export`:
// has the running platform make one of the events of an incident or of a search.

import { open, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { EventExportView } from '#/api/contract/event-exports.ts'
import { readEnvironment } from '#/config.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'
import { runVerifier } from '#/proof/evidence/verifier.mjs'
import type { Io } from './io.ts'
import { findRunningPlatform } from './running-platform.ts'

/** How often the platform is asked how far it is. */
const ASK_MS = 250

/** Exit 0 when it worked, or the package is whole; 1 when it is not, or the export failed; 2 for bad input. */
export async function evidence(argv: readonly string[], io: Io): Promise<number> {
  const [action, ...rest] = argv
  if (action === 'verify') return await runVerifier(rest, io)
  if (action === 'export') return await exportPackage(rest, io)
  io.stderr.write('evidence: say `evidence verify FILE` or `evidence export`\n')
  return 2
}

async function exportPackage(argv: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      incident: { type: 'string' },
      query: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      reason: { type: 'string' },
      out: { type: 'string' },
      data: { type: 'string' },
    },
  })
  const { incident, query: q, from, to, reason, out } = values
  if ((incident === undefined) === (q === undefined) || reason === undefined || out === undefined) {
    io.stderr.write('evidence export: name --incident CODE or --query Q, --reason TEXT and --out FILE.tar\n')
    return 2
  }
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const running = await findRunningPlatform(dataDirectory)
  if (running === undefined)
    throw new Permanent(
      'request.malformed',
      `No platform runs on ${dataDirectory}; it makes the package, since the export is entered into its audit trail`,
    )
  const begun = await ask(running, 'POST', '/api/evidence-exports', { incident, q, from, to, reason })
  const done = await waitFor(running, (await begun.json()) as EventExportView, io)
  if (done.state !== 'done')
    throw new Retryable('evidence.failed', `The package was not made: ${done.reason ?? done.state}`)
  await download(running, done.id, out)
  await ask(running, 'DELETE', `/api/event-exports/${done.id}`)
  const { events, bytes, complete } = done
  io.stdout.write(`${JSON.stringify({ evidence: out, events, bytes, complete })}\n`)
  io.stderr.write(
    `Đã xuất gói chứng cứ / evidence package: ${events} events, ${bytes} bytes${complete ? '' : `; NOT complete: ${done.reason}`}\n`,
  )
  return 0
}

async function waitFor(running: RunningFile, begun: EventExportView, io: Io): Promise<EventExportView> {
  let told = -1
  for (;;) {
    const list = (await (await ask(running, 'GET', '/api/event-exports')).json()) as EventExportView[]
    const one = list.find(({ id }) => id === begun.id)
    if (one === undefined) throw new Retryable('evidence.failed', 'The platform was started anew meanwhile.')
    if (one.state !== 'running') return one
    if (one.events !== told) io.stderr.write(`${one.events} / ${one.total ?? '?'} events\n`)
    told = one.events
    await sleep(ASK_MS)
  }
}

/** The file must not be there; what was written of it goes when the download fails. */
async function download(running: RunningFile, id: string, out: string): Promise<void> {
  const answer = await ask(running, 'GET', `/api/event-exports/${id}/file`)
  const file = await open(out, 'wx', 0o600).catch((error: unknown) => {
    throw new Permanent('request.malformed', `${out} cannot be made: ${(error as Error).message}`, {
      cause: error,
    })
  })
  try {
    for await (const piece of answer.body!) await file.writeFile(piece as Uint8Array)
    await file.sync()
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await rm(out, { force: true })
    throw new Retryable('evidence.failed', `${out} could not be written: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

async function ask(
  { url, localToken }: RunningFile,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const authorization = `Bearer ${localToken}`
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers =
    body === undefined ? { authorization } : { authorization, 'content-type': 'application/json' }
  const answer = await fetch(new URL(path, url), { method, headers, ...json }).catch((error: unknown) => {
    throw new Retryable('evidence.failed', `The platform does not answer at ${url}`, { cause: error })
  })
  if (answer.ok) return answer
  const { error, message } = (await answer.json()) as { readonly error: string; readonly message: string }
  const Kind = answer.status >= 500 ? Retryable : Permanent
  throw new Kind(error, message)
}
