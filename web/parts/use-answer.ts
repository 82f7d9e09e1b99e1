// Fetches something when a component appears: the state of one answer, and the way to ask again.

import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Answer } from '../api-client.ts'

/** The latest answer (null until there is one) and a function that asks again. */
export function useAnswer<T>(ask: () => Promise<Answer<T>>): readonly [Answer<T> | null, () => void] {
  const [answer, setAnswer] = useState<Answer<T> | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let wanted = true
    void ask().then(got => {
      if (wanted) setAnswer(got)
    })
    return () => {
      wanted = false
    }
  }, [round])
  const again = useCallback(() => setRound(count => count + 1), [])
  return [answer, again]
}
