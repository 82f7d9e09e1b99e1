// What a part of the incident page reads, asked again when the incident has changed: at once the first time,
// not more often than every few seconds under a flood of alerts. What was read stays while it is asked again.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Answer, ApiError } from '../../api-client.ts'

const EVERY_MS = 3_000
const SOON_MS = 150

export interface Latest<T> {
  /** Null until there is one. */
  readonly value: T | null
  readonly error: ApiError | null
  /** Asks again at once. */
  readonly again: () => void
  /** Takes in what a change was answered with. */
  readonly take: (change: (before: T) => T) => void
}

/** The latest answer; `version` is that of the incident. */
export function useLatest<T>(version: number, ask: () => Promise<Answer<T>>): Latest<T> {
  const [state, setState] = useState<{ value: T | null; error: ApiError | null }>({
    value: null,
    error: null,
  })
  const [round, setRound] = useState(0)
  const askedAt = useRef(0)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  useEffect(() => {
    const waitMs = askedAt.current === 0 ? 0 : Math.max(SOON_MS, askedAt.current + EVERY_MS - Date.now())
    const timer = setTimeout(() => {
      askedAt.current = Date.now()
      void ask().then(answer => {
        if (!alive.current) return
        setState(({ value }) =>
          answer.ok ? { value: answer.value, error: null } : { value, error: answer.error },
        )
      })
    }, waitMs)
    return () => clearTimeout(timer)
  }, [version, round])
  const again = useCallback(() => {
    askedAt.current = 0
    setRound(count => count + 1)
  }, [])
  const take = useCallback((change: (before: T) => T) => {
    setState(({ value, error }) => ({ value: value === null ? null : change(value), error }))
  }, [])
  return { ...state, again, take }
}

/** True when the platform has no such thing, or not for this person: the part then keeps silent. */
export function isAbsent(error: ApiError | null): boolean {
  return error?.status === 404 || error?.status === 403
}
