// One stream of server-sent events to one browser, on a reply taken over from Fastify. Nothing is buffered
// without bound: a reader that lets more than LIMITS.maxLiveBufferBytes pile up is cut off, and fetches
// everything anew when it connects again.

import type { FastifyReply } from 'fastify'
import { LIMITS } from '#/kernel/limits.ts'

/** What is still on its way to a reader gets this long once the stream is ended. */
const LAST_WORDS_MS = 1000

/** The browser waits this long before it connects again. */
const RETRY_MS = 2000

export interface EventStream {
  /** Sends text already framed by `frameMessage`, or `HEARTBEAT`. */
  send(framed: string): void
  end(): void
}

/** A comment: keeps proxies from closing a quiet stream. */
export const HEARTBEAT = ':\n\n'

/** Frames one message; JSON has no line breaks of its own. */
export function frameMessage(message: unknown): string {
  return `data: ${JSON.stringify(message)}\n\n`
}

/** Takes the reply over and starts the stream; `onClose` is called once, whoever ended it. */
export function openEventStream(reply: FastifyReply, onClose: () => void): EventStream {
  reply.hijack()
  const { raw } = reply
  raw.once('close', onClose)
  // A peer that vanishes is an ordinary end; 'close' follows.
  raw.on('error', () => raw.destroy())
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write(`retry: ${RETRY_MS}\n\n`)

  return {
    send(framed) {
      if (raw.writableEnded || raw.destroyed) return
      if (raw.writableLength > LIMITS.maxLiveBufferBytes) raw.destroy()
      else raw.write(framed)
    },
    end() {
      raw.end()
      // A reader who does not read would keep the connection, and the closing of the server, for ever.
      const timer = setTimeout(() => raw.destroy(), LAST_WORDS_MS)
      raw.once('close', () => clearTimeout(timer))
    },
  }
}
