// What collectors find out while they detect reaches whoever leads: how often each rule was asked and matched, and which
// fields events had. Each collector puts its own figures on the board every few seconds, whole, so nothing is done for a
// single event; the leader adds the counters up when somebody looks, and takes over the fields, by which liveness judges.
// Figures are of each process since its own start, as those of a platform that runs alone.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Board } from '#/cluster/board.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import type { RuleCounters } from '#/pipeline/rule-counters.ts'
import type { SeenDays } from '#/pipeline/seen-fields.ts'

const TELL_MS = 10_000
const LEARN_MS = 30_000

const countersOf = (node: string): string => `counters:${node}`
const fieldsOf = (node: string): string => `fields:${node}`

/** Puts up the figures of this process, until the signal fires. What Redis did not take is put up at the next turn. */
export async function publishFigures(
  board: Board,
  node: string,
  ask: Ask,
  signal: AbortSignal,
  everyMs = TELL_MS,
): Promise<void> {
  const untilEnd = endingWith(signal)
  const told = new Map<string, string>()
  const put = async (name: string, value: unknown): Promise<void> => {
    const text = JSON.stringify(value)
    if (told.get(name) === text) return
    await board.put(name, value)
    told.set(name, text)
  }
  while (!signal.aborted) {
    try {
      await put(countersOf(node), await untilEnd(ask<'counters'>({ kind: 'counters' })))
      await put(fieldsOf(node), await untilEnd(ask<'seen-fields'>({ kind: 'seen-fields' })))
    } catch {
      // Redis is away, which the connection tells, or this ends.
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** What each collector last told. Throws Retryable while Redis is away. */
export async function countersOfCollectors(
  board: Pick<Board, 'latest'>,
  nodes: readonly KnownNode[],
): Promise<readonly RuleCounters[]> {
  const told = await Promise.all(collectorsOf(nodes).map(name => board.latest(countersOf(name))))
  return told.flatMap(notice => (notice === undefined ? [] : [notice.value as RuleCounters]))
}

/** Takes over the fields that collectors have seen, until the signal fires. */
export async function learnFields(
  board: Pick<Board, 'latest'>,
  nodes: () => readonly KnownNode[],
  ask: Ask,
  signal: AbortSignal,
  everyMs = LEARN_MS,
): Promise<void> {
  const untilEnd = endingWith(signal)
  const known = new Map<string, string>()
  while (!signal.aborted) {
    for (const name of collectorsOf(nodes())) {
      try {
        const notice = await board.latest(fieldsOf(name))
        if (notice === undefined || known.get(name) === notice.version) continue
        await untilEnd(ask<'learn-fields'>({ kind: 'learn-fields', days: notice.value as SeenDays }))
        known.set(name, notice.version)
      } catch {
        // Asked again at the next turn.
      }
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** A pipeline that has stopped answers no more: nobody waits for it beyond the signal. */
function endingWith(signal: AbortSignal): <T>(answer: Promise<T>) => Promise<T> {
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  ended.catch(() => {})
  return answer => Promise.race([answer, ended])
}

function collectorsOf(nodes: readonly KnownNode[]): readonly string[] {
  return nodes.filter(({ status }) => status.roles.includes('collector')).map(({ status }) => status.name)
}
