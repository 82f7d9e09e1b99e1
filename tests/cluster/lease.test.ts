// A lease on clocks that are turned by hand: it is renewed, and its loss is known before anyone else can have it.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepLease } from '#/cluster/lease.ts'

const LEASE_MS = 1000

describe('a lease', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** `renew` answers for the nth renewal, from 1. */
  function kept(renew: (n: number) => Promise<boolean>) {
    const lost: { reason: string; at: number }[] = []
    const renewals: number[] = []
    const start = performance.now()
    const lease = keepLease({
      leaseMs: LEASE_MS,
      heldSince: start,
      renew: () => {
        renewals.push(performance.now() - start)
        return renew(renewals.length)
      },
      lost: reason => void lost.push({ reason, at: performance.now() - start }),
    })
    return { lease, lost, renewals }
  }

  test('is renewed four times in its time, for as long as it is wanted', async () => {
    const { lease, lost, renewals } = kept(async () => true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(renewals.length).toBeGreaterThanOrEqual(35)
    expect(lease.isHeld()).toBe(true)
    lease[Symbol.dispose]()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(renewals.length).toBeLessThanOrEqual(40)
    expect(lost).toEqual([])
    expect(lease.isHeld()).toBe(false)
  })

  test.each([
    ['nobody can be asked', async () => Promise.reject(new Error('away'))],
    ['no answer comes', () => new Promise<boolean>(() => {})],
  ])('is lost a fifth before its end when %s', async (_, renew) => {
    const { lease, lost } = kept(renew)
    await vi.advanceTimersByTimeAsync(5000)
    expect(lost).toHaveLength(1)
    expect(lost[0]!.reason).toBe('it could not be renewed in time')
    expect(lost[0]!.at).toBeGreaterThanOrEqual(0.8 * LEASE_MS)
    expect(lost[0]!.at).toBeLessThan(0.9 * LEASE_MS)
    expect(lease.isHeld()).toBe(false)
  })

  test('counts from when a renewal was sent, however late its answer comes', async () => {
    const { lost, renewals } = kept(async n => {
      if (n > 1) throw new Error('away')
      return new Promise(resolve => setTimeout(() => resolve(true), 500))
    })
    await vi.advanceTimersByTimeAsync(5000)
    expect(lost[0]!.at).toBeGreaterThanOrEqual(renewals[0]! + 0.8 * LEASE_MS)
    expect(lost[0]!.at).toBeLessThan(renewals[0]! + 0.9 * LEASE_MS)
  })

  test('is lost at once when it is someone else’s', async () => {
    const { lost, renewals } = kept(async n => n < 3)
    await vi.advanceTimersByTimeAsync(5000)
    expect(lost).toEqual([{ reason: 'it was taken by another', at: renewals[2] }])
    expect(renewals).toHaveLength(3)
  })

  test('goes on over failures that are fewer than its time allows', async () => {
    const { lost } = kept(async n => {
      if (n % 3 !== 0) throw new Error('away')
      return true
    })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(lost).toEqual([])
  })

  test('says that it is not held although no timer could: the process was stopped', () => {
    const { lease, lost } = kept(async () => true)
    const later = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 900)
    expect(lease.isHeld()).toBe(false)
    expect(lost).toEqual([])
    later.mockRestore()
  })
})
