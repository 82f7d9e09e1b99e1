// Events per second over the last ten full seconds. Fixed memory, no timers.

const SECONDS = 10

export interface Rate {
  add(count: number, nowMs: number): void
  perSecond(nowMs: number): number
  total(): number
}

export function createRate(): Rate {
  const counts = Array.from({ length: SECONDS + 1 }, () => 0)
  let current = 0
  let total = 0
  const advance = (nowMs: number): void => {
    const second = Math.floor(nowMs / 1000)
    if (current === 0) current = second
    for (let steps = 0; current < second && steps <= SECONDS; steps++) {
      current++
      counts[current % counts.length] = 0
    }
    current = Math.max(current, second)
  }
  return {
    add(count, nowMs) {
      advance(nowMs)
      counts[current % counts.length]! += count
      total += count
    },
    perSecond(nowMs) {
      advance(nowMs)
      const finished = counts.reduce((sum, count) => sum + count, 0) - counts[current % counts.length]!
      return finished / SECONDS
    },
    total: () => total,
  }
}
