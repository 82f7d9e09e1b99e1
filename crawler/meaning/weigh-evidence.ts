// How terms and a trained model decide together, the same for topics and flags: each is evidence by itself, and
// they are joined as independent witnesses, 1 − (1 − terms)(1 − model). From one half on it holds.
//
// So terms alone decide when there are enough of them, the model alone when it gives at least 0.5, and a mere hint
// with a model that gives 0.375.

/** Belief in terms by their points (0, 1, 2 and 3, 4 and more). */
const TERMS_BELIEF = [0, 0.2, 0.6, 0.6, 0.8] as const
export const ENOUGH_BELIEF = 0.5

/** `model`: its probability; 0 without a model. */
export function beliefOf(points: number, model: number): number {
  const terms = TERMS_BELIEF[Math.min(Math.floor(points), TERMS_BELIEF.length - 1)]!
  return 1 - (1 - terms) * (1 - model)
}
