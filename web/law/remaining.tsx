// The time that is left until something is due, counting down. The platform's clock decides, not the browser's.

import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { countText } from './law-api.ts'
import { w } from './law-words.ts'

/** How far the platform's clock is ahead of this browser's. */
const ahead = signal(0)
const second = signal(Date.now())
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Takes in what time an answer says it is. */
export function heardTime(platformNow: number): void {
  ahead.value = platformNow - Date.now()
  second.value = Date.now()
}

/** The platform's time now, as far as known. */
export function platformNow(): number {
  return Date.now() + ahead.value
}

function useSeconds(): number {
  useEffect(() => {
    watchers++
    timer ??= setInterval(() => {
      if (document.visibilityState === 'visible') second.value = Date.now()
    }, 1000)
    return () => {
      watchers--
      if (watchers > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }, [])
  return second.value + ahead.value
}

interface RemainingProps {
  readonly dueAt: number | null
  readonly state: string
  /** Stands still while paused. */
  readonly remainingMs?: number | null
}

/** `còn 22 giờ 41 phút`, `trễ 2 ngày 3 giờ`, `dừng ở …`; nothing when there is no limit or it was met. */
export function Remaining({ dueAt, state, remainingMs = null }: RemainingProps) {
  const now = useSeconds()
  if (state === 'paused')
    return remainingMs === null ? null : <>{w('stopped', { t: countText(remainingMs) })}</>
  if (dueAt === null || (state !== 'running' && state !== 'due' && state !== 'overdue')) return null
  const left = dueAt - now
  return <span role="timer">{w(left >= 0 ? 'left' : 'late', { t: countText(left) })}</span>
}
