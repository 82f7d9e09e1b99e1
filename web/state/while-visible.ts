// Asks again and again as long as somebody looks: at once, then at a steady pace, never in a hidden tab.

/** Returns the way to stop. */
export function whileVisible(everyMs: number, ask: () => Promise<void>): () => void {
  void ask()
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void ask()
  }, everyMs)
  return () => clearInterval(timer)
}
