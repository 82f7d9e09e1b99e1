// Bounds of a run. A run over one of them fails with a reason; nothing is cut off silently.

export const ENGINE_LIMITS = {
  /** Rounds of a while-condition, whatever its max_rounds says. */
  maxRounds: 1000,
  /** Playbooks inside playbooks. */
  maxDepth: 8,
  /** Steps of a run, those of all rounds and called playbooks together. */
  maxSteps: 10_000,
  /** An automatic command has so long from being sent, when its step does not end before. */
  commandMs: 10 * 60_000,
  /** A step whose playbook sets no timeout and that waits for a person. */
  stepMs: 90 * 24 * 60 * 60_000,
  /** What a command that was told to stop may still take to say how it ended. */
  settleMs: 2000,
  /** Characters of an outcome's log, reason or output that are kept. */
  maxOutcomeText: 64 * 1024,
} as const
