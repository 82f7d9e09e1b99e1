// The platform's clock, by which approvals expire: the clock of this machine may be minutes off.

import { useEffect, useState } from 'preact/hooks'
import { effect } from '@preact/signals'
import { health } from '../state/health.ts'

let aheadMs = 0
effect(() => {
  const current = health.value
  if (current !== null) aheadMs = current.now - Date.now()
})

/** Now in ms as the platform has it; moves every second while the component is shown. */
export function useServerClock(): number {
  const [now, setNow] = useState(() => Date.now() + aheadMs)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + aheadMs), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
