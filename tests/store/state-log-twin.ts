// The log of a cluster's state in memory, by the same contract as the one in Elasticsearch, for quick tests.

import { Retryable } from '#/kernel/errors.ts'
import { entryDocument, parseEntry } from '#/store/replicated/log-entry.ts'
import type { BaseList, StateLog } from '#/store/replicated/state-log.ts'

const READ_AT_ONCE = 7

export interface LogTwin extends StateLog {
  /** As documents: what is changed here is damaged. */
  readonly entries: Map<number, Record<string, unknown>>
  readonly pieces: Map<string, { data: Buffer; base: string; fence: number }>
  list: BaseList | undefined
  /** Called before each request with its name, and may throw or wait. */
  before: (request: string) => void | Promise<void>
}

export function createLogTwin(): LogTwin {
  const entries: LogTwin['entries'] = new Map()
  const pieces: LogTwin['pieces'] = new Map()
  let versions = 0
  const entry = (number: number) => parseEntry(number, entries.get(number))
  const twin: LogTwin = {
    where: 'twin',
    entries,
    pieces,
    list: undefined,
    before: () => {},
    async read(after, signal) {
      await ask('read', signal)
      const numbers = Array.from({ length: READ_AT_ONCE }, (_, i) => after + 1 + i)
      const there = numbers.filter(number => entries.has(number))
      return there.filter((number, i) => number === there[0]! + i).map(entry)
    },
    async append(one, signal) {
      await ask('append', signal)
      if (!entries.has(one.number)) entries.set(one.number, { ...entryDocument(one) })
      return entry(one.number).hash === one.hash ? 'written' : 'taken'
    },
    async affirm(one, signal) {
      await ask('affirm', signal)
      return entries.has(one.number) && entry(one.number).hash === one.hash
    },
    async remove(from, to, signal) {
      await ask('remove', signal)
      for (let number = from; number < to; number++) entries.delete(number)
    },
    async bases(signal) {
      await ask('bases', signal)
      return twin.list
    },
    async putBases(list, seen, signal) {
      await ask('putBases', signal)
      if (twin.list?.version !== seen) return undefined
      twin.list = { ...list, version: String(++versions) }
      return twin.list.version
    },
    async putPiece({ id, fence }, index, data, signal) {
      await ask('putPiece', signal)
      pieces.set(`${id}-${index}`, { data: Buffer.from(data), base: id, fence })
    },
    async piece(baseId, index, signal) {
      await ask('piece', signal)
      return pieces.get(`${baseId}-${index}`)?.data
    },
    async sweepPieces(keep, fence, signal) {
      await ask('sweepPieces', signal)
      for (const [id, piece] of pieces)
        if (piece.fence <= fence && !keep.includes(piece.base)) pieces.delete(id)
    },
  }
  async function ask(request: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await Promise.resolve()
    await twin.before(request)
  }
  return twin
}

export const away = (): never => {
  throw new Retryable('state.away', 'the twin is away')
}
