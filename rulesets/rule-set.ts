// Words of imported rule sets. A set has a name and versions; a version is the files as they came, with what is
// known of each rule in them. Which version is at work, the policy, and what people decided of single rules is one
// record (`rule-set-record.ts`): changing it is the switch.

import type { LogSource } from '#/correlation/rule.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Severity } from '#/kernel/severity.ts'

/** What a set may be called; also the name of its folder. */
export const SET_NAME = /^[a-z0-9][a-z0-9-]{0,47}$/
/** The beginning of the SHA-256 of a version's content. */
export const VERSION_NAME = /^[0-9a-f]{16}$/

/** The file in the folder of all sets that says which of their files are loaded (`at-work.ts`). */
export const AT_WORK = 'at-work.json'

/** A file of a rule set: path inside the set with `/`, and its text. */
export interface RuleSetFile {
  readonly path: string
  readonly text: string
}

/** Rule files and licence texts, sorted by path; what was left out is counted. */
export interface RuleSetContent {
  readonly files: readonly RuleSetFile[]
  /** Hex, over paths and texts. */
  readonly sha256: string
  /** What could not be taken: no UTF-8, too long, a symbolic link. */
  readonly problems: readonly Problem[]
  /** Files that are neither rules nor licences. */
  readonly ignored: number
}

/** One rule or correlation of a version, as the loader understood it. */
export interface RuleRow {
  readonly id: string
  readonly kind: 'rule' | 'correlation'
  readonly title: string
  readonly level: Severity
  readonly status: string
  /** The Detection Rule License asks that the author is shown with matches. */
  readonly author: string
  /** File inside the set. */
  readonly path: string
  /** Absent for correlations. */
  readonly logsource?: LogSource
  /** False when no table says how events of its log source are recognised; then only their own names do. */
  readonly mapped: boolean
  /** Ids that a correlation builds on. */
  readonly buildsOn: readonly string[]
  /** True for a correlation beside which that raises alerts too; else it only feeds the correlation. */
  readonly generates?: boolean
}

/** What the loader made of a version; made again when another version of the program reads it. */
export interface RuleCatalogue {
  /** Version of the program that made it. */
  readonly program: string
  readonly rules: readonly RuleRow[]
  /** Errors (their rules are not in `rules`) and remarks; `where` is `path:line:key` inside the set. */
  readonly problems: readonly Problem[]
}

/** Facts of a version, fixed when it was staged first. */
export interface RuleSetManifest {
  readonly name: string
  readonly version: string
  readonly sha256: string
  /** A folder, the name of an uploaded file, or what the importer wrote. */
  readonly source: string
  /** ms UTC, and the account; `thapcanh` for the command line. */
  readonly stagedAt: number
  readonly stagedBy: string
  readonly files: number
  readonly bytes: number
  readonly ignored: number
  /** Licence files with their first lines. */
  readonly licences: readonly { readonly path: string; readonly says: string }[]
  /** Authors and how many rules name them, most first; at most 100. */
  readonly authors: readonly { readonly name: string; readonly rules: number }[]
}
