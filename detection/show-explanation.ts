// Explanations as the console shows them: the tree as a list, parents first.

import type { ExplanationNodeView, ExplanationView } from '#/api/contract/detection.ts'
import type { EventView } from '#/api/contract/schemas.ts'
import type { Explanation } from '#/correlation/explanation.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import type { ExplainedRule } from '#/pipeline/detection-questions.ts'
import { nameRule } from '#/pipeline/exception-shelf.ts'

export function showExplanation(
  event: Event,
  { summary, matched, rightLogSource, logsource, traits, hiddenBy, why }: ExplainedRule,
): ExplanationView {
  return {
    kind: 'rule',
    rule: nameRule({ summary }),
    matched,
    rightLogSource,
    logsource,
    traits: { ...traits },
    hiddenBy: hiddenBy.map(({ id, title }) => ({ id, title })),
    nodes: nodesOf(why, 0),
    original: textOf(event, 'event.original') ?? '',
    event: event as EventView,
  }
}

function nodesOf(node: Explanation, depth: number): ExplanationNodeView[] {
  const { of = [], values, ...rest } = node
  const shown: ExplanationNodeView = {
    depth,
    ...rest,
    ...(values === undefined
      ? {}
      : {
          values: values.map(({ spans, raw, ...value }) => ({ ...value, spans: [...spans], raw: [...raw] })),
        }),
  }
  return [shown, ...of.flatMap(part => nodesOf(part, depth + 1))]
}
