// What the loader cannot run of a rule set, and its remarks, by file and line.

import { DataTable } from '../parts/data-table.tsx'
import { ProblemName } from '../parts/problem-name.tsx'
import { numberText } from '../parts/time-text.ts'
import type { RuleSetProblem } from './rules-api.ts'
import { w } from './set-words.ts'

/** A folded table; nothing when there is nothing wrong. */
export function SetProblems({
  problems,
  total,
}: {
  readonly problems: readonly RuleSetProblem[]
  readonly total: number
}) {
  if (problems.length === 0) return null
  return (
    <details class="set-fold">
      <summary>{w('problems', { n: numberText(total) })}</summary>
      <DataTable
        rows={problems}
        keyOf={({ path, line, key, code, detail }) => `${path} ${line} ${key} ${code} ${detail}`}
        empty=""
        columns={[
          {
            name: w('p.where'),
            cell: ({ path, line, key }) => (
              <code>
                {path}
                {line !== null && `:${line}`} {key}
              </code>
            ),
          },
          { name: w('p.detail'), cell: ({ detail }) => detail, wide: true },
          { name: w('p.code'), cell: ({ code }) => <ProblemName code={code} /> },
        ]}
      />
    </details>
  )
}
