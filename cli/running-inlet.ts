// The way into a running platform: its HTTP listener's `raw` inlet, with the token of the configuration.

import { setTimeout as sleep } from 'node:timers/promises'
import { defaultConfigPath, readConfig } from '#/config.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { Inlet } from './inlet.ts'
import { findRunningProcess } from './running-platform.ts'

const TRIES = 20
const LF = Buffer.from('\n')

/** Undefined when no platform runs on the folder. */
export async function openRunningInlet(
  dataDirectory: string,
  format: string | undefined,
): Promise<Inlet | undefined> {
  const running = await findRunningProcess(dataDirectory)
  if (running === undefined) return undefined
  const { config } = readConfig(defaultConfigPath(dataDirectory))
  const listener = config?.listeners.find(each => each.kind === 'http')
  const token = listener?.kind === 'http' ? listener.tokens[0]?.token : undefined
  const address = listener === undefined ? undefined : running.listeners[listener.id]
  if (address === undefined || token === undefined) {
    throw new Permanent(
      'ingest.no-inlet',
      `The platform runs (process ${running.pid}), but its configuration has no http listener with a token to send through.`,
    )
  }
  if (format !== undefined)
    throw new Permanent(
      'ingest.format',
      'With the platform running, a format is set on the listener, not here.',
    )
  const url = `http://${address.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace(/^\[?::\]?:/, '[::1]:')}/services/collector/raw`
  return {
    name: `the running platform at ${address}`,
    send: (lines, file) => post(`${url}?source=${encodeURIComponent(file)}`, token, bodyOf(lines)),
    async [Symbol.asyncDispose]() {},
  }
}

function bodyOf(lines: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(lines.flatMap(line => [line, LF])))
}

/** A full disk or a busy platform answers 503 or 429: wait and send again. */
async function post(url: string, token: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Splunk ${token}`, 'content-type': 'text/plain' },
      body,
    }).catch((error: unknown) => {
      throw new Retryable('ingest.refused', `The running platform does not answer at ${new URL(url).host}.`, {
        cause: error,
      })
    })
    const text = await answer.text()
    if (answer.ok) return
    if ((answer.status !== 503 && answer.status !== 429) || tries === TRIES) {
      throw new Retryable('ingest.refused', `The platform answered ${answer.status}: ${text.slice(0, 300)}`)
    }
    await sleep(Math.min(500 * tries, 5000))
  }
}
