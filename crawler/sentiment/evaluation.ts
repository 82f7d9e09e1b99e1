// How good predictions are: accuracy, precision, recall and F1 of each label, their unweighted mean (macro-F1), and
// who was taken for whom. Labels are whatever the truth or the predictions name.

export interface LabelQuality {
  /** Texts that truly have this label. */
  readonly texts: number
  /** 0 … 1; of what was given this label, what was right. 0 when it was never given. */
  readonly precision: number
  /** 0 … 1; of what has this label, what was found. */
  readonly recall: number
  readonly f1: number
}

export interface Evaluation {
  readonly texts: number
  readonly accuracy: number
  /** Mean of the F1 of the labels that the truth has. */
  readonly macroF1: number
  readonly labels: Readonly<Record<string, LabelQuality>>
  /** `confusion[true][predicted]`: how often. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function evaluate(truth: readonly string[], predicted: readonly string[]): Evaluation {
  const labels = [...new Set([...truth, ...predicted])].sort()
  const confusion = Object.fromEntries(
    labels.map(label => [label, Object.fromEntries(labels.map(other => [other, 0]))]),
  )
  let right = 0
  truth.forEach((label, i) => {
    const given = predicted[i]!
    confusion[label]![given] = confusion[label]![given]! + 1
    if (given === label) right++
  })
  const qualities = labels.map(label => [label, qualityOf(label, labels, confusion)] as const)
  const present = qualities.filter(([, { texts }]) => texts > 0)
  return {
    texts: truth.length,
    accuracy: share(right, truth.length),
    macroF1: share(
      present.reduce((sum, [, { f1 }]) => sum + f1, 0),
      present.length,
    ),
    labels: Object.fromEntries(qualities),
    confusion,
  }
}

function qualityOf(
  label: string,
  labels: readonly string[],
  confusion: Readonly<Record<string, Readonly<Record<string, number>>>>,
): LabelQuality {
  const found = confusion[label]![label]!
  const texts = labels.reduce((sum, other) => sum + confusion[label]![other]!, 0)
  const given = labels.reduce((sum, other) => sum + confusion[other]![label]!, 0)
  return {
    texts,
    precision: share(found, given),
    recall: share(found, texts),
    f1: share(2 * found, texts + given),
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

/** Accuracy among the given share of predictions, the most confident first; those as confident count in order. */
export function accuracyOfSurest(
  results: readonly { readonly right: boolean; readonly confidence: number }[],
  part: number,
): number {
  const kept = [...results]
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, Math.round(results.length * part))
  return share(kept.filter(({ right }) => right).length, kept.length)
}
