// Trains the models that ship, of tone, topics and flags, from their labelled sentences into dist/models. Run by
// set-up when the sentences or the engine changed; whoever opens a model that is missing trains it as well.

import process from 'node:process'
import { ensureShippedModel } from '#/crawler/sentiment/shipped-models.ts'
import { VOICES } from '#/kernel/mention.ts'
import { openLabelScorers } from '#/listening/label-scorers.ts'

for (const voice of VOICES) {
  const { name, texts, accuracy, surestAccuracy } = ensureShippedModel(voice).card
  process.stderr.write(
    `thapcanh: model ${name}: ${texts} texts, accuracy ${percent(accuracy)}, ${percent(surestAccuracy)} on the surest 60 % (five-fold)\n`,
  )
}
openLabelScorers()

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}
