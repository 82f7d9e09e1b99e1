// Links by which an approver comes straight to an approval. A link is a random token of which only the hash is
// kept. It is for one person, one approval and the digest of what was to be approved; it serves one decision,
// and ends with the approval. It replaces no sign-in: whoever follows it is asked who they are.

import { createHash } from 'node:crypto'
import { put, type Change, type Collection, type Records } from '#/store/records.ts'
import { refused, type Refusal } from './decisions.ts'
import type { Approval } from './run-state.ts'

export interface LinkRecord {
  readonly approvalId: string
  readonly digest: string
  /** A user name. */
  readonly person: string
  readonly expiresAt: number
  readonly usedAt: number | null
}

const LINKS: Collection<LinkRecord> = {
  name: 'approval-link',
  keys: ({ approvalId, person, expiresAt }) => ({ approval: approvalId, person, expiresAt }),
}

/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32

export interface ApprovalLink {
  readonly token: string
  readonly expiresAt: number
}

export async function createLink(
  records: Records,
  { id, digest, expiresAt }: Approval,
  person: string,
  randomBytes: (count: number) => Buffer,
): Promise<ApprovalLink> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const record: LinkRecord = { approvalId: id, digest, person, expiresAt, usedAt: null }
  if ((await records.commit([put(LINKS, hashOf(token), record, 0)])) === 'conflict')
    throw new Error('a random token came twice')
  return { token, expiresAt }
}

export interface CheckedLink {
  readonly kind: 'good'
  readonly link: LinkRecord
  /** To be committed with the decision. */
  readonly use: Change
}

/** Whether the link serves this person now. */
export async function checkLink(
  records: Records,
  token: string,
  person: string,
  now: number,
): Promise<CheckedLink | Refusal> {
  const id = hashOf(token)
  const stored = await records.get(LINKS, id)
  if (stored === undefined) return refused('approval-link.unknown', 'There is no such link.')
  const { record, version } = stored
  if (record.person !== person) return refused('approval-link.foreign', 'This link is for someone else.')
  if (record.usedAt !== null)
    return refused('approval-link.used', 'This link has served its one decision already.')
  if (record.expiresAt <= now) return refused('approval-link.expired', 'This link has expired.')
  return { kind: 'good', link: record, use: put(LINKS, id, { ...record, usedAt: now }, version) }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
