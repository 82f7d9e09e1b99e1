// An answer of the API that keeps itself fresh while it is on the screen: asked again every few seconds, at once
// when `reason` changes, and not at all in a tab that nobody sees.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Answer } from '../api-client.ts'

/** The latest answer (null until there is one) and a function that asks again and answers when that is done. */
export function useRefreshed<T>(
  ask: () => Promise<Answer<T>>,
  everyMs: (latest: T | null) => number,
  reason: unknown = null,
): readonly [Answer<T> | null, () => Promise<void>] {
  const [answer, setAnswer] = useState<Answer<T> | null>(null)
  const asked = useRef(0)
  const mounted = useRef(true)
  const refresh = async (): Promise<void> => {
    const number = ++asked.current
    const got = await ask()
    // An answer that a later question has overtaken would show the past.
    if (!mounted.current || number !== asked.current) return
    // A moment without the platform does not take away what is on the screen.
    setAnswer(before => (got.ok || before?.ok !== true || got.error.status !== 0 ? got : before))
  }
  const latest = useRef(refresh)
  latest.current = refresh
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  useEffect(() => void latest.current(), [reason])
  const pause = everyMs(answer?.ok === true ? answer.value : null)
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void latest.current()
    }, pause)
    return () => clearInterval(timer)
  }, [pause])
  return [answer, () => latest.current()]
}
