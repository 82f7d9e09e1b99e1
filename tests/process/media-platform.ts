// The test's end of media-child.ts: started, asked over the API, killed.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { MediaChildReady, MediaChildSettings } from './media-child.ts'

type Who = keyof MediaChildReady['cookies']

export interface MediaPlatform extends AsyncDisposable {
  /** Answers the body; throws with method, path and what was said when it is refused. */
  ask<T>(path: string, body?: unknown, who?: Who): Promise<T>
  file(path: string): Promise<Buffer>
  /** Lines into its HTTP listener. */
  send(lines: readonly string[], token: string): Promise<void>
  /** Reads every source and looks for spikes now. */
  read(): void
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>
}

/** Resolves when the platform listens; rejects with its last words when it ended before. */
export async function startMediaPlatform(settings: MediaChildSettings): Promise<MediaPlatform> {
  const child = fork(new URL('./media-child.ts', import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let words = ''
  child.stderr!.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-10_000)))
  const exited = once(child, 'exit')
  const ready = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (ready === undefined) throw new Error(`the platform did not start:\n${words}`)
  const { url, cookies, inlet } = ready[0] as MediaChildReady

  async function request(path: string, body: unknown, who: Who): Promise<Response> {
    const method = body === undefined ? 'GET' : 'POST'
    const answer = await fetch(url + path, {
      method,
      headers: {
        cookie: cookies[who],
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`${method} ${path}: the platform is gone:\n${words}`, { cause: error })
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  return {
    async ask<T>(path: string, body?: unknown, who: Who = 'analyst'): Promise<T> {
      return (await (await request(path, body, who)).json()) as T
    },
    file: async path => Buffer.from(await (await request(path, undefined, 'lead')).arrayBuffer()),
    async send(lines, token) {
      const answer = await fetch(`http://${inlet}/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: lines.join('\n'),
      })
      if (!answer.ok) throw new Error(`the inlet answered ${answer.status}: ${await answer.text()}`)
    },
    read: () => void child.send('read'),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await exited
    },
  }
}
