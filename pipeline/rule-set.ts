// The rules in force, and how others take their place while events flow. Loading and compiling go in turns
// with the thread's other work; the new matcher takes over between two batches, so every event is asked of
// exactly one of them. Nothing that cannot be read takes a rule away: it stays as it was until its file is
// mended or removed.

import { sep } from 'node:path'
import { compileMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import type { MatchObserver } from '#/correlation/compiled/match-observer.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Problem } from '#/kernel/problem.ts'
import { inTurns } from './in-turns.ts'
import { loadRuleFolders } from './load-rule-folders.ts'
import type { RulesLoaded } from './messages.ts'
import { viewAny } from './rule-view.ts'
import { withoutRulesOff, type AnyRule, type KnownRules, type SwitchedRules } from './rules-off.ts'

export interface RuleSet extends SwitchedRules, KnownRules, Pick<LoadedRules, 'filters'> {
  readonly matcher: Matcher
  /** Those that are off among them. */
  readonly everything: Pick<LoadedRules, 'rules' | 'correlations' | 'filters'>
  readonly loaded: RulesLoaded
  /** What was wrong or remarkable when it was loaded. */
  readonly problems: readonly Problem[]
}

/** Where rules are, and which of them are not to be asked. */
export interface RuleSetSource {
  readonly folders: readonly string[]
  /** Ids. */
  readonly off: ReadonlySet<string>
  readonly observer?: MatchObserver
}

/** Loads and compiles the rules of the folders; those of `before` that cannot be read any more are kept. */
export async function loadRuleSet(
  { folders, off: isOff, observer }: RuleSetSource,
  before?: RuleSet,
): Promise<RuleSet> {
  const found = await loadRuleFolders(folders)
  const errors = found.problems.filter(problem => problem.code !== 'rule.lint')
  const { filters } = found
  const everything = {
    rules: [...found.rules, ...keptOf(before?.everything.rules ?? [], found.rules, errors)],
    correlations: [
      ...found.correlations,
      ...keptOf(before?.everything.correlations ?? [], found.correlations, errors),
    ],
    filters,
  }
  const switched = withoutRulesOff(everything, isOff)
  const { rules, correlations, off, silenced } = switched
  const matcher = await inTurns(compileMatcher(rules, observer === undefined ? {} : { observer }))
  return {
    ...switched,
    matcher,
    filters,
    everything,
    loaded: {
      rules: [...rules, ...correlations].map(rule => viewAny(rule, silenced)),
      off: off.map(({ rule, because }) => ({ view: viewAny(rule, silenced), because })),
      failed: errors.length,
    },
    problems: found.problems,
  }
}

/** Earlier rules whose file, or folder, is told of in an error. */
function keptOf<T extends AnyRule>(
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
  /** The same, with the rules of these ids off from now on, and no others. */
  switchOff(ids: readonly string[]): Promise<RulesLoaded>
}

/** One reload at a time; whoever asks meanwhile gets the one after it. */
export function createRuleReload(
  source: RuleSetSource,
  first: RuleSet,
  use: (set: RuleSet) => void,
): RuleReload {
  let { off } = source
  let current = first
  let running: Promise<RulesLoaded> | undefined
  let next: Promise<RulesLoaded> | undefined
  const begin = async (): Promise<RulesLoaded> => {
    current = await loadRuleSet({ ...source, off }, current)
    use(current)
    return current.loaded
  }
  const start = (): Promise<RulesLoaded> => {
    next = undefined
    running = begin().finally(() => (running = undefined))
    return running
  }
  const reload = (): Promise<RulesLoaded> => {
    if (running === undefined) return start()
    next ??= running.then(start, start)
    return next
  }
  return {
    reload,
    switchOff(ids) {
      off = new Set(ids)
      return reload()
    },
  }
}
