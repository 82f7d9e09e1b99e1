// How good a trained model is on labelled texts, and how good models trained as ours are would be on texts like
// these (k-fold: each part is judged by a model that was trained on the others).

import { stripAccents } from '../text/strip-accents.ts'
import { predictorOf } from './classifier.ts'
import type { Classifier, Prediction } from './classifier.ts'
import { accuracyOfSurest, evaluate } from './evaluation.ts'
import type { Evaluation } from './evaluation.ts'
import { assignFolds } from './folds.ts'
import type { LabelledText } from './labelled-lines.ts'
import { SUREST_PART } from './model-card.ts'
import { TRAINING_OPTIONS, trainClassifier } from './train-classifier.ts'
import type { TrainingInput, TrainingOptions } from './train-classifier.ts'

export interface ClassifierEvaluation extends Evaluation {
  /** Accuracy on the same texts without accents. */
  readonly bareAccuracy: number
  /** Accuracy on the 60 % that the model is most confident of. */
  readonly surestAccuracy: number
  /** Share that the model calls sure, and the accuracy of these. */
  readonly sureShare: number
  readonly sureAccuracy: number
}

interface Judged {
  readonly truth: string
  readonly accented: Prediction
  readonly bare: Prediction
}

/** Throws nothing; a label that the model does not know counts as never found. */
export function evaluateClassifier(
  classifier: Classifier,
  lines: readonly LabelledText[],
): ClassifierEvaluation {
  return summaryOf(judge(classifier, lines))
}

/** Parts of the folds in which a model learns how to decide; fewer than a model that is kept has, for speed. */
const INNER_FOLDS = 3

/** Stratified, copies of a text in one part. Throws Permanent `model.untrainable` like training does. */
export function crossEvaluate(
  input: TrainingInput,
  folds: number,
  options: TrainingOptions = TRAINING_OPTIONS,
): ClassifierEvaluation {
  const partOf = assignFolds(input.lines, folds, options.svm.seed)
  const judged: Judged[] = []
  for (let part = 0; part < folds; part++) {
    const rest = input.lines.filter((_, at) => partOf[at] !== part)
    const classifier = trainClassifier({ ...input, lines: rest }, { ...options, folds: INNER_FOLDS })
    judged.push(
      ...judge(
        classifier,
        input.lines.filter((_, at) => partOf[at] === part),
      ),
    )
  }
  return summaryOf(judged)
}

function judge(classifier: Classifier, lines: readonly LabelledText[]): Judged[] {
  const predict = predictorOf(classifier)
  return lines.map(({ text, label }) => ({
    truth: label,
    accented: predict(text),
    bare: predict(stripAccents(text)),
  }))
}

function summaryOf(judged: readonly Judged[]): ClassifierEvaluation {
  const truth = judged.map(one => one.truth)
  const rated = judged.map(one => ({
    right: one.accented.label === one.truth,
    confidence: one.accented.confidence,
  }))
  const sure = rated.filter((_, at) => judged[at]!.accented.sure)
  return {
    ...evaluate(
      truth,
      judged.map(one => one.accented.label),
    ),
    bareAccuracy: evaluate(
      truth,
      judged.map(one => one.bare.label),
    ).accuracy,
    surestAccuracy: accuracyOfSurest(rated, SUREST_PART),
    sureShare: rated.length === 0 ? 0 : sure.length / rated.length,
    sureAccuracy: accuracyOfSurest(sure, 1),
  }
}
