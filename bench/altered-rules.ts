// A second copy of rules whose literals are others: letters turned by thirteen places, so that lengths and the
// mix of common and rare letters stay, and nothing that events hold is asked for twice.

import type { Expression, ValueTest } from '#/correlation/expression.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { finishText } from '#/correlation/placeholders.ts'
import { compileRegex } from '#/correlation/regex.ts'
import type { RegexFlag } from '#/correlation/regex.ts'

/** The rules with other literals and other ids; numbers, networks and log sources stay. */
export function alteredCopy(rules: readonly LoadedRule[]): readonly LoadedRule[] {
  return rules.map(rule => ({
    ...rule,
    summary: { ...rule.summary, id: `${rule.summary.id}-altered` },
    expression: altered(rule.expression),
  }))
}

function altered(expression: Expression): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { ...expression, of: expression.of.map(altered) }
    case 'not':
    case 'selection':
      return { ...expression, of: altered(expression.of) }
    case 'field':
    case 'keyword':
      return { ...expression, test: alteredTest(expression.test) }
    case 'never':
      return expression
  }
}

function alteredTest(test: ValueTest): ValueTest {
  if (test.kind === 'text') {
    const string = test.string.map(part =>
      part.kind === 'text' ? { ...part, text: turned(part.text) } : part,
    )
    return finishText(string, test.cased, test.inside === undefined)
  }
  if (test.kind === 'regex') {
    const source = `(?:${test.source})qzx`
    const regex = compileRegex(source, Array.from(test.flags) as RegexFlag[])
    return typeof regex === 'string' ? test : { ...test, source, regex }
  }
  return test
}

function turned(text: string): string {
  return text.replace(/[a-z]/gi, letter => {
    const base = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })
}
