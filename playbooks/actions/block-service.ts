// `POST` and `DELETE /blocklists/LIST` to the platform: puts a value into a block list that firewalls fetch, or
// takes it out. Both may be done twice with the same result.

import type { Clock } from '#/kernel/clock.ts'
import type { PerformContext } from '../action.ts'
import type { BlockLists } from './block-lists.ts'
import { parseBlockValue } from './block-value.ts'
import { numberMember, onlyMembers, textMember, type OwnService } from './own-services.ts'
import { CannotRender } from './template.ts'

/** Tells the audit trail what a run did to a list. */
export type RecordBlock = (
  action: 'block.added' | 'block.removed',
  list: string,
  detail: string,
) => Promise<void>

interface BlockDetails {
  readonly list: string
  readonly value: string
  readonly reason: string
  readonly hours: number | null
}

const PLATFORM = 'thapcanh'
const HOUR_MS = 3_600_000
const OPEN = /^‹.*›$/

export function createBlockServices(
  blockLists: Pick<BlockLists, 'add' | 'remove' | 'check'>,
  clock: Clock,
  record: RecordBlock,
): readonly OwnService[] {
  return [addService(blockLists, clock, record), removeService(blockLists, record)]
}

function addService(
  blockLists: Pick<BlockLists, 'add' | 'check'>,
  clock: Clock,
  record: RecordBlock,
): OwnService {
  return {
    method: 'POST',
    path: '/blocklists/:list',
    render(content, list) {
      onlyMembers(content, ['value', 'reason', 'hours'])
      const value = valueOf(textMember(content, 'value'))
      const reason = textMember(content, 'reason')
      const hours = numberMember(content, 'hours') ?? null
      // What is protected is the guard's to say, with the command beside it.
      const wrong = OPEN.test(value) ? undefined : blockLists.check(list, value)
      if (wrong !== undefined && wrong.code !== 'command.protected') throw new CannotRender(wrong.detail)
      const until = hours === null ? 'until a person takes it out' : `for ${hours} h`
      return {
        summary: `Block ${value} in ${list} ${until}: ${reason}`,
        details: { list, value, reason, hours },
        target: `block list ${list}`,
        changes: [`${value} is in block list ${list} ${until}`],
        cutsOff: [value],
      }
    },
    async perform(details, { incidentId, runId }: PerformContext) {
      const { list, value, reason, hours } = details as unknown as BlockDetails
      const expiresAt = hours === null ? null : clock.now() + Math.round(hours * HOUR_MS)
      const added = await blockLists.add({
        list,
        value,
        reason,
        incidentId,
        runId,
        addedBy: PLATFORM,
        expiresAt,
      })
      if ('code' in added) return { kind: 'failed', reason: added.detail, retryable: false, log: '' }
      const { outcome, entry } = added
      const end = entry.expiresAt === null ? '' : new Date(entry.expiresAt).toISOString()
      await record('block.added', list, `${entry.value}, run ${runId}: ${reason}`)
      const log = `${entry.value} ${outcome}${end === '' ? '' : `, until ${end}`}`
      return { kind: 'succeeded', outputs: { outcome, value: entry.value, expires_at: end }, log }
    },
  }
}

function removeService(blockLists: Pick<BlockLists, 'remove'>, record: RecordBlock): OwnService {
  return {
    method: 'DELETE',
    path: '/blocklists/:list',
    render(content, list) {
      onlyMembers(content, ['value'])
      const value = valueOf(textMember(content, 'value'))
      return {
        summary: `Take ${value} out of block list ${list}`,
        details: { list, value },
        target: `block list ${list}`,
        changes: [`${value} is no longer in block list ${list}`],
        cutsOff: [],
      }
    },
    async perform(details, { runId }) {
      const { list, value } = details as unknown as Pick<BlockDetails, 'list' | 'value'>
      const removed = await blockLists.remove(list, value)
      if (typeof removed !== 'boolean')
        return { kind: 'failed', reason: removed.detail, retryable: false, log: '' }
      if (removed) await record('block.removed', list, `${value}, run ${runId}`)
      const outcome = removed ? 'removed' : 'absent'
      return { kind: 'succeeded', outputs: { outcome }, log: `${value} ${outcome}` }
    },
  }
}

/** In the one form in which the list has it, so that what is approved is what will stand there. */
function valueOf(text: string): string {
  if (OPEN.test(text)) return text
  const parsed = parseBlockValue(text)
  if ('code' in parsed) throw new CannotRender(parsed.detail)
  return parsed.value
}
