// Tags as people read them: the kind of Mẫu 05, ATT&CK tactics by name, techniques by number.

import { t } from '../i18n/text.ts'
import { mau05Text, tacticText } from './mau05-text.ts'
import { readTags } from './tags.ts'

interface TagListProps {
  readonly tags: readonly string[]
  /** Kinds of Mẫu 05 in the place of those of the tags. */
  readonly kinds?: readonly number[]
}

/** A list, or "none". */
export function TagList({ tags, kinds: settled }: TagListProps) {
  const read = readTags(tags)
  const kinds = settled ?? read.mau05
  if (kinds.length + read.tactics.length + read.techniques.length === 0) {
    return <span class="hint">{t('app.none')}</span>
  }
  return (
    <ul class="tags">
      {kinds.map(kind => (
        <li key={kind} class="tag tag-kind" title={t('mau05.label')}>
          {mau05Text(kind)}
        </li>
      ))}
      {read.tactics.map(tactic => (
        <li key={tactic} class="tag" title={`ATT&CK · ${tactic}`}>
          {tacticText(tactic)}
        </li>
      ))}
      {read.techniques.map(technique => (
        <li key={technique} class="tag" title="ATT&CK">
          {technique}
        </li>
      ))}
    </ul>
  )
}
