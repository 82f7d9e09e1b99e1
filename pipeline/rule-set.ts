// The rules in force, and how others take their place while events flow. Loading and compiling go in turns
// with the thread's other work; the new matcher takes over between two batches, so every event is asked of
// exactly one of them. Nothing that cannot be read takes a rule away: it stays as it was until its file is
// mended or removed.

import { sep } from 'node:path'
import { compileMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import type { MatchObserver } from '#/correlation/compiled/match-observer.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Problem } from '#/kernel/problem.ts'
import { inTurns } from './in-turns.ts'
import { loadRuleFolders } from './load-rule-folders.ts'
import type { RulesLoaded } from './messages.ts'
import { viewCorrelation, viewRule } from './rule-view.ts'

export interface RuleSet extends Pick<LoadedRules, 'rules' | 'correlations' | 'filters'> {
  readonly matcher: Matcher
  readonly loaded: RulesLoaded
  /** What was wrong or remarkable when it was loaded. */
  readonly problems: readonly Problem[]
}

/** Loads and compiles the rules of the folders; those of `before` that cannot be read any more are kept. */
export async function loadRuleSet(
  folders: readonly string[],
  observer: MatchObserver | undefined,
  before?: RuleSet,
): Promise<RuleSet> {
  const found = await loadRuleFolders(folders)
  const errors = found.problems.filter(problem => problem.code !== 'rule.lint')
  const rules = [...found.rules, ...keptOf(before?.rules ?? [], found.rules, errors)]
  const correlations = [
    ...found.correlations,
    ...keptOf(before?.correlations ?? [], found.correlations, errors),
  ]
  const matcher = await inTurns(compileMatcher(rules, observer === undefined ? {} : { observer }))
  return {
    matcher,
    rules,
    correlations,
    filters: found.filters,
    loaded: { rules: [...rules.map(viewRule), ...correlations.map(viewCorrelation)], failed: errors.length },
    problems: found.problems,
  }
}

/** Earlier rules whose file, or folder, is told of in an error. */
function keptOf<T extends LoadedRule | LoadedCorrelation>(
  before: readonly T[],
  now: readonly T[],
  errors: readonly Problem[],
): readonly T[] {
  const ids = new Set(now.map(({ summary }) => summary.id))
  const isTroubled = ({ path }: T): boolean =>
    errors.some(({ where }) => where === path || where.startsWith(`${path}:`) || path.startsWith(where + sep))
  return before.filter(rule => !ids.has(rule.summary.id) && isTroubled(rule))
}

export interface RuleReload {
  /** Loads the rules anew; resolves when they are in force, rejects when the old ones stay. */
  reload(): Promise<RulesLoaded>
}

/** One reload at a time; whoever asks meanwhile gets the one after it. */
export function createRuleReload(
  folders: readonly string[],
  first: RuleSet,
  observer: MatchObserver | undefined,
  use: (set: RuleSet) => void,
): RuleReload {
  let current = first
  let running: Promise<RulesLoaded> | undefined
  let next: Promise<RulesLoaded> | undefined
  const begin = async (): Promise<RulesLoaded> => {
    current = await loadRuleSet(folders, observer, current)
    use(current)
    return current.loaded
  }
  const start = (): Promise<RulesLoaded> => {
    next = undefined
    running = begin().finally(() => (running = undefined))
    return running
  }
  return {
    reload() {
      if (running === undefined) return start()
      next ??= running.then(start, start)
      return next
    },
  }
}
