// What the rarer lines of an incident's history say, in the language shown: judgements, merges, tasks, files,
// playbooks, documents, clocks. A line whose parts do not say all of it is shown as it was written.

import type { TimelineView } from '#/api/contract/schemas.ts'
import { language } from '../i18n/text.ts'
import { momentText, sizeText } from '../parts/time-text.ts'
import { personName } from '../state/people.ts'
import { mau05Text } from './mau05-text.ts'
import { unitName } from './work/units.ts'
import { w } from './further-entry-words.ts'

type Parts = NonNullable<TimelineView['parts']>
type Teller = (parts: Parts, reason: string, entry: TimelineView) => string | null

const FACTS = [
  'national-security',
  'interrupted',
  'beyond-capacity',
  'personal-data',
  'complex',
  'cooperation-requested',
  'notice-received',
] as const
const AFFECTED = ['integrity', 'confidentiality', 'availability'] as const
const MILESTONES = ['triaged', 'contained', 'resolved'] as const
const ENDS = ['began', 'succeeded', 'failed', 'cancelled'] as const
const TASK_STATES = ['open', 'doing', 'done', 'dropped'] as const
const CLOCK_ACTS = ['met', 'paused', 'resumed', 'started', 'set-aside', 'withdrawn'] as const
const DID = ['drafted', 'signed', 'sent', 'corrected'] as const

function known<T extends string>(words: readonly T[], word: string | undefined): T | null {
  return words.find(each => each === word) ?? null
}

/** `what: why`, or `what` alone. */
function because(what: string, reason: string): string {
  return reason === '' ? what : `${what}: ${reason}`
}

/** Those that the Vietnamese line says better than its parts do. */
const english = (): boolean => language.value === 'en'

const TELLERS = {
  created: ({ from, code = '', alerts = '', title }, reason) => {
    if (from !== undefined) return because(w('splitFrom', { code, n: alerts }), reason)
    return title ?? null
  },
  classified: ({ mau05, affects = '', risk }, reason) => {
    if (risk !== undefined) return because(w('risk', { n: Number(risk) > 0 ? `+${risk}` : risk }), reason)
    if (mau05 === undefined) return null
    const kind = mau05 === '' ? w('noKind') : mau05Text(Number(mau05))
    const hurt = AFFECTED.filter(each => affects.split(',').includes(each)).map(each => w(`affects.${each}`))
    return hurt.length === 0 ? kind : `${kind}; ${w('affects', { list: hurt.join(', ') })}`
  },
  gravity: ({ after }, reason) => {
    const value = known(['serious', 'ordinary'], after)
    return value === null ? null : because(w(`gravity.${value}`), reason)
  },
  fact: ({ fact, withdrawn, at }, reason) => {
    const which = known(FACTS, fact)
    if (which === null) return null
    if (withdrawn === 'true') return because(w('withdrawn', { what: w(`fact.${which}`) }), reason)
    const since = at === undefined ? '' : ` (${w('since', { t: momentText(Date.parse(at)) })})`
    return because(w(`fact.${which}`) + since, reason)
  },
  milestone: ({ milestone, withdrawn, at }, reason) => {
    const which = known(MILESTONES, milestone)
    if (which === null) return null
    if (withdrawn === 'true') return because(w('withdrawn', { what: w(`milestone.${which}`) }), reason)
    const when = at === undefined ? '' : ` (${momentText(Date.parse(at))})`
    return because(w(`milestone.${which}`) + when, reason)
  },
  merged: ({ into, code = '', alerts = '' }, reason) =>
    because(w(into === undefined ? 'mergedFrom' : 'mergedInto', { code, n: alerts }), reason),
  unmerged: ({ code = '' }, reason) => because(w('unmerged', { code }), reason),
  split: ({ code = '', alerts = '' }, reason) => because(w('split', { code, n: alerts }), reason),
  unsplit: ({ code = '' }, reason) => because(w('unsplit', { code }), reason),
  unit: ({ after = '' }, reason) =>
    because(after === '' ? w('noUnit') : w('unit', { name: unitName(after) }), reason),
  task: ({ title = '', state, assignee = '' }) => {
    const now = known(TASK_STATES, state)
    if (!english() || now === null) return null
    return `${title} (${w(`task.${now}`)}${assignee === '' ? '' : `, ${personName(assignee)}`})`
  },
  attachment: ({ act, name = '', bytes = '0', sha256 = '' }) => {
    if (act === 'removed') return english() ? w('fileRemoved', { name, sha256 }) : null
    return w('file', { name, size: sizeText(Number(bytes)), sha256 })
  },
  playbook: ({ state, playbook = '', playbookEnglish = playbook, reason = '' }) => {
    const how = known(ENDS, state)
    if (how === null) return null
    return because(w(`playbook.${how}`, { name: english() ? playbookEnglish : playbook }), reason)
  },
  document: ({ did, to = '' }, _reason, { text }) => {
    const act = known(DID, did)
    // The name of a form is Vietnamese in every language.
    const name = /^[^:]+: (.+?)(?: \(SHA-256.*)?$/.exec(text)?.[1] ?? text
    if (!english() || act === null) return null
    return act === 'sent' ? w('document.sent', { to }) : w(`document.${act}`, { name })
  },
  clock: ({ act, clock = '', titleEnglish = '', article }, reason) => {
    const did = known(CLOCK_ACTS, act)
    if (!english() || did === null) return null
    const cited = article === undefined ? '' : ` [${article}]`
    return because(w(`clock.${did}`, { clock, title: titleEnglish }), reason) + cited
  },
  media: ({ about = '', why = '', code }) =>
    english() ? w(code === undefined ? 'media.alone' : 'media', { about, why, code: code ?? '' }) : null,
  report: ({ number = '', reporter = '' }) => (english() ? w('report', { number, reporter }) : null),
} as const satisfies Partial<Record<TimelineView['kind'], Teller>>

/** The text of the line. */
export function furtherEntryText(entry: TimelineView): string {
  const { kind, parts, reason = '', text } = entry
  if (parts === undefined) return text
  const teller = (TELLERS as Partial<Record<TimelineView['kind'], Teller>>)[kind]
  return teller?.(parts, reason, entry) ?? text
}
