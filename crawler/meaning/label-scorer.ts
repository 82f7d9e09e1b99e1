// What meaning/ asks of a trained model: how likely each label is. Models come from outside (crawler/sentiment
// trains them), so that meaning/ works without one.

/** Probability, 0 … 1, of each label that the model knows; the same for the same text. */
export type LabelScorer = (text: string) => Readonly<Record<string, number>>
