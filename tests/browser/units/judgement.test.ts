// What the health strip colours.

import { describe, expect, test } from 'vitest'
import { judge, worst } from '#/web/health/judgement.ts'
import { health } from '../fixture-data.ts'

const listener = {
  id: 'relp',
  kind: 'relp',
  address: '0.0.0.0:2514',
  detail: 'EADDRINUSE',
  received: 0,
} as const

const node = (name: string, silentMs: number) => ({ name, roles: [], startedAt: 0, silentMs, figures: {} })

describe('the judgement of health', () => {
  test('is calm on a good day, however many odd lines there were', () => {
    expect(worst(judge(health({ problems: 1_000_000 }), 0))).toBe('calm')
  })

  test.each([
    ['lost lines are bad', health({ dropped: 3 }), 0, 'dropped', 'bad'],
    ['losses someone took note of are calm', health({ dropped: 3 }), 3, 'dropped', 'calm'],
    ['a lag of five seconds is a warning', health({ lagMs: 5_000 }), 0, 'lag', 'warn'],
    ['a lag of a minute is bad', health({ lagMs: 60_000 }), 0, 'lag', 'bad'],
    [
      'a silent source is a warning',
      health({ silentSources: [{ listener: 'syslog-udp', peer: '192.0.2.7', lastSeenAt: 0, silentMs: 9 }] }),
      0,
      'silent',
      'warn',
    ],
    ['a failing rule is a warning', health({ rules: { loaded: 3, failed: 1 } }), 0, 'rulesFailing', 'warn'],
    [
      'a failed listener is bad',
      health({ listeners: [{ ...listener, state: 'failed' }] }),
      0,
      'listenersFailed',
      'bad',
    ],
    [
      'a paused listener is a warning',
      health({ listeners: [{ ...listener, state: 'paused' }] }),
      0,
      'listenersPaused',
      'warn',
    ],
    [
      'a full disk is bad',
      health({ disk: { freeBytes: 0, dataBytes: 1, full: true } }),
      0,
      'diskFull',
      'bad',
    ],
    [
      'little room on the disk is a warning',
      health({ disk: { freeBytes: 1e9, dataBytes: 1, full: false } }),
      0,
      'diskFree',
      'warn',
    ],
    [
      'a process of a cluster that has fallen silent is bad',
      health({ nodes: [node('collector-1', 15_000), node('worker-1', 14_999)] }),
      0,
      'nodesSilent',
      'bad',
    ],
    [
      'a disk that lasts only days is a warning',
      health({ disk: { freeBytes: 50e9, dataBytes: 1, full: false, low: true, daysLeft: 4 } }),
      0,
      'diskLow',
      'warn',
    ],
    ['a clock that is doubted is a warning', health({ clockOffMs: -9e8 }), 0, 'clockDoubted', 'warn'],
    ['a store that cannot store is bad', health({ storeError: 'IO error' }), 0, 'storeStuck', 'bad'],
  ])('%s', (_, figures, known, id, tone) => {
    const marks = judge(figures, known)
    expect(marks.find(mark => mark.id === id)?.tone).toBe(tone)
    expect(worst(marks)).toBe(tone)
  })

  test('what failed beside the reading of logs is told: nobody hears, nothing is blocked, work was given up', () => {
    const marks = judge(health(), 0, { jobs: 2, channels: 1, consumers: 1 })
    expect(marks.slice(0, 3).map(({ id, tone, amount }) => [id, tone, amount])).toEqual([
      ['channelsFailing', 'bad', 1],
      ['consumersSilent', 'bad', 1],
      ['jobsFailed', 'warn', 2],
    ])
  })

  test('of processes only those that are silent count, and where all live nothing is said of them', () => {
    const of = (...silentMs: number[]) =>
      judge(health({ nodes: silentMs.map((ms, n) => node(`n${n}`, ms)) }), 0).find(
        ({ id }) => id === 'nodesSilent',
      )?.amount
    expect([of(), of(0, 3_000), of(20_000, 0, 99_000)]).toEqual([undefined, undefined, 2])
  })

  test('what is worst stands first', () => {
    const marks = judge(health({ dropped: 3, rules: { loaded: 1, failed: 1 } }), 0)
    expect(marks.slice(0, 2).map(mark => mark.id)).toEqual(['dropped', 'rulesFailing'])
  })
})
