// What the loader makes of the files of a version: a row for each rule, and every problem by file and line.

import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { Problem } from '#/kernel/problem.ts'
import { isLicence } from './content.ts'
import { isMapped } from './log-source-mapping.ts'
import type { RuleCatalogue, RuleRow, RuleSetContent, RuleSetFile } from './rule-set.ts'

/** Only the texts that are rules. */
export function ruleFilesOf(files: readonly RuleSetFile[]): readonly RuleSetFile[] {
  return files.filter(({ path }) => !isLicence(path))
}

/** Loads and lints; takes about a millisecond a rule. */
export function makeCatalogue(
  { files, problems }: Pick<RuleSetContent, 'files' | 'problems'>,
  program: string,
): RuleCatalogue {
  const loaded = loadRules(ruleFilesOf(files))
  const filters = loaded.filters.map(({ path, line }): Problem => {
    const detail = 'a filter of an imported set hides nothing; propose it as an exception, to be reviewed'
    return { code: 'rule.unsupported', where: `${path}:${line}`, detail }
  })
  return { program, rules: rowsOf(loaded), problems: [...problems, ...loaded.problems, ...filters] }
}

function rowsOf({ rules, correlations }: Pick<LoadedRules, 'rules' | 'correlations'>): readonly RuleRow[] {
  return [
    ...rules.map(({ summary, status, path, logsource }): RuleRow => ({
      id: summary.id,
      kind: 'rule',
      title: summary.title,
      level: summary.level,
      status,
      author: summary.author,
      path,
      logsource,
      mapped: isMapped(logsource),
      buildsOn: [],
    })),
    ...correlations.map(correlationRow),
  ]
}

function correlationRow({ summary, status, path, members, correlation }: LoadedCorrelation): RuleRow {
  return {
    id: summary.id,
    kind: 'correlation',
    title: summary.title,
    level: summary.level,
    status,
    author: summary.author,
    path,
    mapped: true,
    buildsOn: members.map(member =>
      member.kind === 'rule' ? member.rule.summary.id : member.correlation.summary.id,
    ),
    generates: correlation.generate,
  }
}

/** Authors by the rules that name them, most first; at most 100. */
export function authorsOf(rows: readonly RuleRow[]): readonly { name: string; rules: number }[] {
  const counts = new Map<string, number>()
  for (const { author } of rows) {
    for (const name of new Set(author.split(',').map(part => part.trim())))
      if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .map(([name, rules]) => ({ name, rules }))
    .sort((a, b) => b.rules - a.rules || (a.name < b.name ? -1 : 1))
    .slice(0, 100)
}

/** Licence files with their first lines. */
export function licencesOf(files: readonly RuleSetFile[]): readonly { path: string; says: string }[] {
  return files
    .filter(({ path }) => isLicence(path))
    .map(({ path, text }) => ({
      path,
      says: text
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
        .slice(0, 6)
        .join(' ')
        .slice(0, 600),
    }))
}
