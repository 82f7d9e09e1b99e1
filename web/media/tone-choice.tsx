// The tone of a mention and the way to correct it: three buttons, the one that counts pressed, what the model said
// beside it. A correction can be undone, and taken back later.

import { useState } from 'preact/hooks'
import type { MentionView } from '#/api/contract/media.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { mediaApi, TONES, type CountedTone, type Tone } from './media-api.ts'
import { w as word } from './media-words.ts'
import { w } from './story-words.ts'
import { ToneMark, ToneShape } from './tone-mark.tsx'

/** A person's word before the model's. */
function toneThatCounts({ tone, correction }: MentionView): CountedTone {
  if (correction !== null) return correction.label
  return tone.sure ? tone.label : 'unsure'
}

function modelText({ tone }: MentionView): string {
  const named = { tone: word(`tone.${tone.label}`) }
  return tone.sure ? w('machine', named) : w('machineUnsure', named)
}

/** Writes a correction and says so; the notice undoes it. */
async function correct(
  mention: MentionView,
  label: Tone | null,
  onChanged: (mention: MentionView) => void,
): Promise<void> {
  const before = mention.correction?.label ?? null
  const answer = await mediaApi.correctTone(mention.id, label)
  if (!answer.ok) return announce({ text: errorText(answer.error), tone: 'wrong' })
  onChanged(answer.value)
  announce({
    text: label === null ? w('takenBack') : w('corrected', { tone: word(`tone.${label}`) }),
    tone: 'done',
    undo: () => correct(answer.value, before, onChanged),
  })
}

interface ToneChoiceProps {
  readonly mention: MentionView
  readonly onChanged: (mention: MentionView) => void
}

/** Buttons for whoever may correct, words for everybody else. */
export function ToneChoice({ mention, onChanged }: ToneChoiceProps) {
  const [busy, setBusy] = useState(false)
  const counts = toneThatCounts(mention)
  const { correction } = mention
  const run = async (label: Tone | null): Promise<void> => {
    if (busy) return
    setBusy(true)
    await correct(mention, label, onChanged)
    setBusy(false)
  }
  const source =
    correction === null
      ? modelText(mention)
      : `${w('correctedBy', { name: personName(correction.by) })} · ${modelText(mention)}`
  if (!may('media.work')) {
    return (
      <span class="tone-choice">
        <ToneMark tone={counts} />
        <span class="hint">{source}</span>
      </span>
    )
  }
  return (
    <span class="tone-choice">
      <span class="segments" role="group" aria-label={w('correct')}>
        {TONES.map(tone => (
          <button
            key={tone}
            type="button"
            aria-pressed={counts === tone}
            aria-disabled={busy}
            onClick={() => void run(tone)}
          >
            <ToneShape tone={tone} />
            {word(`tone.${tone}`)}
          </button>
        ))}
      </span>
      <span class="hint">{source}</span>
      {correction !== null && (
        <button type="button" class="small quiet" onClick={() => void run(null)}>
          {w('takeBack')}
        </button>
      )}
    </span>
  )
}
