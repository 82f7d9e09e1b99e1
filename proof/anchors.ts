// Where a head is laid down outside of the platform. Each anchor takes one head and gives a receipt; what it throws is
// Retryable when trying again may help.

import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { canonicalText } from '#/kernel/hash-link.ts'
import type { AddressPolicy } from '#/outbound/address-policy.ts'
import { callHttp } from '#/outbound/http-request.ts'
import { sendMail, type MailServer } from '#/outbound/mail.ts'
import { headText, type SignedHead } from './signed-head.ts'
import { timeStampNonce, timeStampRequest, timeStampToken } from './time-stamp.ts'

export interface Anchor {
  readonly id: string
  readonly kind: 'file' | 'email' | 'time-stamp'
  /** The receipt: base64 of a time-stamp token, the mail server's answer, or nothing for a file. */
  place(head: SignedHead, signal: AbortSignal): Promise<string>
}

const TIMEOUT_MS = 30_000

/** One line for each head: its canonical JSON. The folder must be there: it is another host's. */
export function fileAnchor(id: string, path: string): Anchor {
  return {
    id,
    kind: 'file',
    async place(head) {
      try {
        await using file = await open(path, 'a', 0o644)
        await file.appendFile(`${canonicalText(head)}\n`)
        await file.sync()
        return ''
      } catch (error) {
        throw new Retryable('anchor.failed', `${path}: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}

export function emailAnchor(id: string, server: () => MailServer, to: readonly string[]): Anchor {
  return {
    id,
    kind: 'email',
    async place(head, signal) {
      const text = `Đầu chuỗi nhật ký kiểm toán của Tháp canh. Xin giữ thư này: dòng dưới chứng minh các mục đến ${head.number} chưa bị sửa.
Head of Thápcanh's audit trail. Please keep this mail: the line below proves that the entries up to ${head.number} are as they were.

${canonicalText(head)}
`
      const subject = `Tháp canh: nhật ký kiểm toán, mục ${head.number}, ${head.hash.slice(0, 16)}`
      const mail = { to, subject, text, id: `head-${head.number}-${head.hash.slice(0, 16)}` }
      const outcome = await sendMail(server(), mail, { timeoutMs: TIMEOUT_MS, signal })
      if (outcome.kind === 'accepted') return outcome.answer
      const isFinal = outcome.kind === 'not-sent' && !outcome.retryable
      throw new (isFinal ? Permanent : Retryable)('anchor.failed', `${to.join(', ')}: ${outcome.reason}`)
    },
  }
}

export interface TimeStampAnchorOptions {
  readonly id: string
  readonly url: string
  readonly addresses: AddressPolicy
  /** PEM of the authorities to trust instead of the public ones; read at each call. */
  readonly caFile: string | undefined
}

export function timeStampAnchor({ id, url, addresses, caFile }: TimeStampAnchorOptions): Anchor {
  return {
    id,
    kind: 'time-stamp',
    async place(head, signal) {
      const digest = createHash('sha256').update(headText(head)).digest()
      const nonce = timeStampNonce(randomBytes(8))
      const outcome = await callHttp({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: timeStampRequest(digest, nonce),
        timeoutMs: TIMEOUT_MS,
        addresses,
        signal,
        ...(caFile === undefined ? {} : { tls: { ca: readFileSync(caFile, 'utf8') } }),
      })
      if (outcome.kind !== 'answered') throw new Retryable('anchor.failed', `${url}: ${outcome.reason}`)
      if (outcome.status !== 200) throw new Retryable('anchor.failed', `${url} answered ${outcome.status}`)
      if (outcome.cut !== null) throw new Retryable('anchor.failed', `${url}: ${outcome.cut}`)
      return timeStampToken(outcome.body, digest, nonce).toString('base64')
    },
  }
}
