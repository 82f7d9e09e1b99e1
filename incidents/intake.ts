// The public intake: checks a notice, keeps it, numbers it, and takes it through verification to a decision.
// A reporter holds a code and learns by it what is public; nothing else leads from outside to a notice. Who may
// call how often is the API's business.

import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import {
  append,
  put,
  type Collection,
  type Find,
  type RecordPage,
  type Records,
  type Stored,
} from '#/store/records.ts'
import { createFormTokens, hashFollowCode, makeFollowCode, type FormTokens } from './intake-code.ts'
import {
  INTAKE_NOTICES,
  publicStanding,
  type IntakeNotice,
  type NoticeContents,
  type PublicStanding,
} from './intake-notice.ts'
import { checkNotice, tidyText, type NoticeProblem } from './intake-check.ts'
import { findMeantSystem } from './intake-system.ts'
import { localYear } from './local-time.ts'

export interface IntakeOptions {
  readonly records: Records
  readonly clock: Clock
  readonly incident: (id: string) => Incident | undefined
  readonly systems: () => readonly RegisteredSystem[]
  /** Hears of each new notice, to tell the people on duty. */
  readonly onReceived: (notice: Stored<IntakeNotice>) => void
}

export interface Receipt {
  readonly number: string
  /** Shown now and never again. */
  readonly code: string
  readonly receivedAt: number
}

export type SendOutcome =
  | { readonly kind: 'received'; readonly receipt: Receipt }
  | { readonly kind: 'wrong'; readonly problems: readonly NoticeProblem[] }

export interface Followed {
  readonly notice: IntakeNotice
  readonly standing: PublicStanding
}

export type NoticeOutcome =
  | { readonly kind: 'changed'; readonly stored: Stored<IntakeNotice> }
  | { readonly kind: 'refused'; readonly why: 'not-found' | 'conflict' | 'decided' | 'too-many' }

export interface Decision {
  readonly state: 'verifying' | 'accepted' | 'rejected'
  readonly by: string
  readonly incidentId?: string
  readonly reason?: string
  readonly publicReason?: string
}

export interface Intake {
  readonly tokens: FormTokens
  send(contents: NoticeContents, from: { address: string; language: 'vi' | 'en' }): Promise<SendOutcome>
  /** Undefined: no notice has that code. */
  follow(code: string): Promise<Followed | undefined>
  /** A further message of the reporter. */
  add(code: string, text: string): Promise<'added' | 'too-many' | 'not-found'>
  find(find: Find): Promise<RecordPage<IntakeNotice>>
  waiting(): Promise<number>
  notice(id: string): Promise<Stored<IntakeNotice> | undefined>
  /** How it stands, as the reporter is told. */
  standing(notice: IntakeNotice): PublicStanding
  ofIncident(incidentId: string): Promise<readonly Stored<IntakeNotice>[]>
  decide(id: string, seen: number, decision: Decision): Promise<NoticeOutcome>
  /** A message to the reporter. */
  message(id: string, seen: number, by: string, text: string): Promise<NoticeOutcome>
}

/** Merges that are followed to the incident in which the work goes on. */
const MAX_MERGES = 20

const SECRETS: Collection<{ readonly secret: string }> = { name: 'intake-secret', keys: () => ({}) }

export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const { records, clock, onReceived } = options
  const tokens = createFormTokens(await secretOf(records), clock)

  async function byCode(code: string): Promise<Stored<IntakeNotice> | undefined> {
    const codeHash = hashFollowCode(code)
    if (codeHash === undefined) return undefined
    return (await records.find(INTAKE_NOTICES, { where: { codeHash }, limit: 1 })).records[0]
  }

  /** The number and the notice stand together or not at all: no number is given twice or left out. */
  async function keep(make: (number: string) => IntakeNotice): Promise<Stored<IntakeNotice>> {
    for (;;) {
      const year = localYear(clock.now())
      const log = `intake-numbers/${year}`
      const last = await records.lastNumber(log)
      const number = `TB-${year}-${String(last + 1).padStart(4, '0')}`
      const [id, record] = [randomUUID(), make(number)]
      const done = await records.commit([put(INTAKE_NOTICES, id, record, 0), append(log, [id], last)])
      if (done === 'done') return { id, version: 1, record }
    }
  }

  async function change(
    id: string,
    seen: number,
    apply: (notice: IntakeNotice) => IntakeNotice | 'decided' | 'too-many',
  ): Promise<NoticeOutcome> {
    const stored = await records.get(INTAKE_NOTICES, id)
    if (stored === undefined) return { kind: 'refused', why: 'not-found' }
    if (stored.version !== seen) return { kind: 'refused', why: 'conflict' }
    const next = apply(stored.record)
    if (typeof next === 'string') return { kind: 'refused', why: next }
    if ((await records.commit([put(INTAKE_NOTICES, id, next, seen)])) === 'conflict')
      return { kind: 'refused', why: 'conflict' }
    return { kind: 'changed', stored: { id, version: seen + 1, record: next } }
  }

  /** Through merges, to the incident in which the work goes on. */
  function incidentOf(id: string | null): Incident | undefined {
    let incident = id === null ? undefined : options.incident(id)
    for (let steps = 0; steps < MAX_MERGES; steps++) {
      const into = incident?.mergedInto ?? null
      if (into === null) break
      incident = options.incident(into) ?? incident
    }
    return incident
  }

  const standing = (notice: IntakeNotice): PublicStanding =>
    publicStanding(notice, incidentOf(notice.incidentId))

  return {
    tokens,
    standing,

    async send(written, { address, language }) {
      const receivedAt = clock.now()
      const checked = checkNotice(written, receivedAt)
      if (checked.kind === 'wrong') return checked
      const code = makeFollowCode()
      const codeHash = hashFollowCode(code)!
      const system = findMeantSystem(checked.contents.system, options.systems())
      const stored = await keep(number => ({
        ...checked.contents,
        number,
        receivedAt,
        detectedAt: checked.detectedAt,
        language,
        fromAddress: address,
        codeHash,
        state: 'received',
        systemId: system?.id ?? null,
        incidentId: null,
        handledBy: null,
        decidedAt: null,
        reason: '',
        publicReason: '',
        messages: [],
      }))
      onReceived(stored)
      return { kind: 'received', receipt: { number: stored.record.number, code, receivedAt } }
    },

    async follow(code) {
      const stored = await byCode(code)
      if (stored === undefined) return undefined
      return { notice: stored.record, standing: standing(stored.record) }
    },

    async add(code, text) {
      for (;;) {
        const stored = await byCode(code)
        if (stored === undefined) return 'not-found'
        const message = { at: clock.now(), by: null, text: tidyText(text) }
        const outcome = await change(stored.id, stored.version, notice =>
          notice.messages.length >= LIMITS.maxIntakeMessages
            ? 'too-many'
            : { ...notice, messages: [...notice.messages, message] },
        )
        if (outcome.kind === 'changed') return 'added'
        // Someone of the centre was at work on it in the same moment: once more.
        if (outcome.why !== 'conflict') return outcome.why === 'too-many' ? 'too-many' : 'not-found'
      }
    },

    find: find => records.find(INTAKE_NOTICES, find),
    waiting: () => records.count(INTAKE_NOTICES, { where: { isWaiting: 1 } }),
    notice: id => records.get(INTAKE_NOTICES, id),
    ofIncident: async incidentId =>
      (await records.find(INTAKE_NOTICES, { where: { incidentId }, limit: 1000 })).records,

    decide: (id, seen, { state, by, incidentId = null, reason = '', publicReason = '' }) =>
      change(id, seen, notice => {
        if (notice.state === 'accepted' || notice.state === 'rejected') return 'decided'
        const decidedAt = state === 'verifying' ? null : clock.now()
        return { ...notice, state, handledBy: by, decidedAt, incidentId, reason, publicReason }
      }),

    message: (id, seen, by, text) =>
      change(id, seen, notice =>
        notice.messages.length >= LIMITS.maxIntakeMessages
          ? 'too-many'
          : { ...notice, messages: [...notice.messages, { at: clock.now(), by, text }] },
      ),
  }
}

/** Made once and kept, so that a form opened before a restart can still be sent after it. */
async function secretOf(records: Records): Promise<Buffer> {
  for (;;) {
    const stored = await records.get(SECRETS, 'forms')
    if (stored !== undefined) return Buffer.from(stored.record.secret, 'base64url')
    await records.commit([put(SECRETS, 'forms', { secret: randomBytes(32).toString('base64url') }, 0)])
  }
}
