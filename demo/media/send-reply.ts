// A site's answer over HTTP: validators and 304, redirects, bodies that come in pieces.

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEntry } from './request-log.ts'
import type { MediaSite, SiteReply } from './site.ts'
import { isUnmodified, validatorsOf } from './validators.ts'

const NOT_FOUND: SiteReply = {
  kind: 'document',
  status: 404,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html lang="vi"><title>Không tìm thấy</title><h1>Không tìm thấy trang</h1></html>',
  modifiedAt: null,
}

/**
 * Sends what a site answered (undefined: 404) and writes the status into the log. Rejects when the signal fires
 * or the reader leaves in the middle of a body that comes in pieces.
 */
export async function sendReply(
  answered: SiteReply | undefined,
  site: MediaSite,
  entry: LogEntry,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reply = answered ?? NOT_FOUND
  if (reply.kind === 'redirect') {
    entry.status = reply.status
    response.writeHead(reply.status, { location: reply.to }).end()
    return
  }
  if (reply.kind === 'drip') {
    entry.status = 200
    response.writeHead(200, { 'content-type': reply.contentType, ...reply.headers })
    // A body that nobody takes would be written without ever waiting.
    if (entry.method === 'HEAD') response.end()
    else await drip(reply, response, signal)
    return
  }
  const body = Buffer.from(reply.body)
  const validators = validatorsOf(site, body, reply.modifiedAt)
  const unmodified = reply.status === undefined && isUnmodified(entry, validators)
  entry.status = unmodified ? 304 : (reply.status ?? 200)
  const headers = {
    ...(validators.etag !== null && reply.status === undefined && { etag: validators.etag }),
    ...(validators.lastModified !== null && { 'last-modified': validators.lastModified }),
  }
  if (unmodified) response.writeHead(304, headers).end()
  else
    response
      .writeHead(entry.status, { 'content-type': reply.contentType, ...headers, ...reply.headers })
      .end(body)
}

async function drip(
  { piece, pieces, pauseMs }: Extract<SiteReply, { kind: 'drip' }>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const until = AbortSignal.any([signal, left.signal])
  for (let sent = 0; sent < pieces && !until.aborted; sent++) {
    if (!response.write(piece)) await once(response, 'drain', { signal: until })
    if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: until })
  }
  response.end()
}
