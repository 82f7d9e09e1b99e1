// Active learning: one text after the other, those that teach most first. Keys 1, 2, 3 label, s skips, u goes back.
// A label is on its way while the next text is there already; when it fails, the text comes back.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiError } from '../api-client.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { countLabel, labelledOn } from './labelled-today.ts'
import { w } from './labelling-words.ts'
import { mediaApi, TONES, VOICES, type Detail, type Tone, type Voice } from './media-api.ts'
import { MediaTabs } from './media-tabs.tsx'
import { w as word } from './media-words.ts'
import { ModelCards } from './model-cards.tsx'
import { OutLink } from './out-link.tsx'
import { ToneShape } from './tone-mark.tsx'

const ROUND = 20
const CAPS = { neg: '1', neu: '2', pos: '3' } satisfies Record<Tone, string>

interface Decided {
  readonly text: Detail
  /** Null: skipped. */
  readonly label: Tone | null
}

function Text({ text: { mention, text } }: { readonly text: Detail }) {
  const named = { tone: word(`tone.${mention.tone.label}`) }
  return (
    <article class="label-text">
      <p class="story-meta">
        <strong>{mention.sourceName}</strong>
        <Moment at={mention.publishedAt} />
        <span>{word(`kind.${mention.kind}`)}</span>
      </p>
      {mention.title !== '' && (
        <h2>
          <OutLink href={mention.url}>{mention.title}</OutLink>
        </h2>
      )}
      <div lang={mention.language} class="label-words">
        {text === '' ? (
          <p class="hint">{w('textGone')}</p>
        ) : (
          text.split(/\n+/).map((line, at) => <p key={at}>{line}</p>)
        )}
      </div>
      <p class="hint">{w(mention.tone.sure ? 'sure' : 'guess', named)}</p>
    </article>
  )
}

function Bench({ voice }: { readonly voice: Voice }) {
  const [waiting, setWaiting] = useState<readonly Detail[] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [decided, setDecided] = useState<readonly Decided[]>([])
  const seen = useRef(new Set<string>())
  // One after the other: taking a label back must not overtake it.
  const sending = useRef<Promise<unknown>>(Promise.resolve())
  const [today, setToday] = useState(() => labelledOn(Date.now()))
  const current = waiting?.[0] ?? null

  const ask = async (): Promise<void> => {
    const answer = await mediaApi.unsure(voice, ROUND)
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    // What was skipped is still unsure: it is not asked twice.
    setWaiting(answer.value.filter(({ mention }) => !seen.current.has(mention.id)))
  }
  useEffect(() => void ask(), [])
  useEffect(() => {
    if (waiting?.length === 0 && decided.some(({ label }) => label !== null)) void ask()
  }, [waiting?.length])

  const count = (by: 1 | -1): void => {
    countLabel(Date.now(), by)
    setToday(labelledOn(Date.now()))
  }
  const back = (text: Detail): void => {
    seen.current.delete(text.mention.id)
    setWaiting(list => [text, ...(list ?? []).filter(({ mention }) => mention.id !== text.mention.id)])
  }
  const send = (id: string, label: Tone | null): ReturnType<typeof mediaApi.correctTone> => {
    const sent = sending.current.then(() => mediaApi.correctTone(id, label))
    sending.current = sent
    return sent
  }
  const decide = (label: Tone | null): void => {
    if (current === null) return
    seen.current.add(current.mention.id)
    setWaiting(list => (list ?? []).slice(1))
    setDecided(list => [...list, { text: current, label }])
    if (label === null) return
    count(1)
    void send(current.mention.id, label).then(answer => {
      if (answer.ok) return
      announce({ text: errorText(answer.error), tone: 'wrong' })
      count(-1)
      setDecided(list => list.filter(({ text }) => text !== current))
      back(current)
    })
  }
  const undo = async (): Promise<void> => {
    const last = decided.at(-1)
    if (last === undefined) return announce({ text: w('nothingToUndo'), tone: 'wrong' })
    setDecided(list => list.slice(0, -1))
    back(last.text)
    if (last.label === null) return
    count(-1)
    const answer = await send(last.text.mention.id, null)
    if (!answer.ok) announce({ text: errorText(answer.error), tone: 'wrong' })
  }
  useKeys({
    'label-neg': () => decide('neg'),
    'label-neu': () => decide('neu'),
    'label-pos': () => decide('pos'),
    skip: () => decide(null),
    undo: () => void undo(),
  })
  return (
    <section class="label-bench" aria-label={w('title')}>
      <p class="hint" role="status">
        {w('today', { n: numberText(today) })}
        {waiting !== null && waiting.length > 0 && ` · ${w('left', { n: numberText(waiting.length) })}`}
      </p>
      {error !== null && <Failed error={error} again={() => void ask()} />}
      {waiting === null && error === null && <Loading />}
      {waiting !== null && current === null && error === null && (
        <Empty title={w('done')}>
          {w('doneHint')}{' '}
          <button type="button" class="small" onClick={() => void ask()}>
            {w('again')}
          </button>
        </Empty>
      )}
      {current !== null && <Text key={current.mention.id} text={current} />}
      <div class="label-acts">
        {TONES.map(tone => (
          <button key={tone} type="button" disabled={current === null} onClick={() => decide(tone)}>
            <ToneShape tone={tone} /> {word(`tone.${tone}`)} <kbd>{CAPS[tone]}</kbd>
          </button>
        ))}
        <button type="button" class="quiet" disabled={current === null} onClick={() => decide(null)}>
          {w('skip')} <kbd>s</kbd>
        </button>
        <button type="button" class="quiet" disabled={decided.length === 0} onClick={() => void undo()}>
          {w('undo')} <kbd>u</kbd>
        </button>
      </div>
    </section>
  )
}

/** The page of `/media/labelling`. */
export function LabellingPage() {
  const [voice, setVoice] = useState<Voice>('comment')
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page">
        <div class="page-head">
          <h1>{w('title')}</h1>
          {may('media.work') && (
            <div class="segments" role="group" aria-label={w('voice')}>
              {VOICES.map(one => (
                <button key={one} type="button" aria-pressed={one === voice} onClick={() => setVoice(one)}>
                  {word(`voice.${one}`)}
                </button>
              ))}
            </div>
          )}
        </div>
        <p class="hint label-why">{w(may('media.work') ? 'why' : 'mayNot')}</p>
        <div class="label-panes">
          {may('media.work') && <Bench key={voice} voice={voice} />}
          <ModelCards />
        </div>
      </div>
    </div>
  )
}
