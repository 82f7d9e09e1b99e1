// The card of each model: what it learnt from, how good it was measured to be and how, and the button to train it.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { ModelView } from '#/api/contract/media-work.ts'
import type { ApiError } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText, shortMomentText } from '../parts/time-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { whileVisible } from '../state/while-visible.ts'
import { shareText } from './figure-text.ts'
import { w } from './labelling-words.ts'
import { COUNTED_TONES, mediaApi } from './media-api.ts'
import { w as word } from './media-words.ts'

const WATCH_MS = 3_000

const isAtWork = ({ training }: ModelView): boolean => training !== null && training.state !== 'failed'

function Share({ name, share }: { readonly name: string; readonly share: number | null }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{share === null ? w('notMeasured') : shareText(share)}</dd>
    </div>
  )
}

function labelText(label: string): string {
  const tone = COUNTED_TONES.find(known => known === label)
  return tone === undefined ? label : word(`tone.${tone}`)
}

function PerLabel({ model }: { readonly model: ModelView }) {
  if (model.perLabel.length === 0) return null
  return (
    <DataTable
      title={w('perLabel')}
      rows={model.perLabel}
      keyOf={({ label }) => label}
      empty=""
      columns={[
        { name: w('col.label'), cell: ({ label }) => labelText(label) },
        { name: w('col.precision'), cell: ({ precision }) => shareText(precision), figure: true },
        { name: w('col.recall'), cell: ({ recall }) => shareText(recall), figure: true },
        { name: w('col.f1'), cell: ({ f1 }) => shareText(f1), figure: true },
        { name: w('col.count'), cell: ({ count }) => numberText(count), figure: true },
      ]}
    />
  )
}

function Training({
  model,
  onBegun,
}: {
  readonly model: ModelView
  readonly onBegun: (m: ModelView) => void
}) {
  const { training } = model
  const [busy, setBusy] = useState(false)
  const train = async (): Promise<void> => {
    setBusy(true)
    const answer = await mediaApi.train(model.voice)
    setBusy(false)
    if (!answer.ok) return announce({ text: errorText(answer.error), tone: 'wrong' })
    onBegun(answer.value)
    announce({ text: w('begun'), tone: 'done' })
  }
  return (
    <div class="model-training">
      {training?.state === 'failed' && (
        <p class="form-error" role="alert">
          {w('training.failed', { error: training.error ?? '' })}
        </p>
      )}
      {training !== null && training.state !== 'failed' && (
        <p role="status">{w(`training.${training.state}`, { at: shortMomentText(training.since) })}</p>
      )}
      {may('media.work') && model.kind !== 'onnx' && (
        <button type="button" disabled={busy || isAtWork(model)} onClick={() => void train()}>
          {isAtWork(model) ? w('training') : w('train')}
        </button>
      )}
    </div>
  )
}

function Card({ model, onBegun }: { readonly model: ModelView; readonly onBegun: (m: ModelView) => void }) {
  return (
    <section class="media-part model-card" aria-label={word(`voice.${model.voice}`)}>
      <h2>{word(`voice.${model.voice}`)}</h2>
      <p class="story-meta">
        <code>{model.name}</code>
        <span class="tag">{w(`kind.${model.kind}`)}</span>
      </p>
      <dl>
        <Share name={w('accuracy')} share={model.accuracy} />
        <Share name={w('macroF1')} share={model.macroF1} />
        <Share name={w('surest')} share={model.surestAccuracy} />
        <Share name={w('stripped')} share={model.strippedAccuracy} />
        <Share name={w('sureShare')} share={model.sureShare} />
        <div class="fact">
          <dt>{w('trainedAt')}</dt>
          <dd>
            {model.trainedAt === null ? w('never') : shortMomentText(model.trainedAt)}
            <span class="hint model-labels">
              {w('labels', {
                shipped: numberText(model.shippedLabels),
                city: numberText(model.cityLabels),
              })}
            </span>
          </dd>
        </div>
      </dl>
      <PerLabel model={model} />
      {model.measured !== '' && (
        <details>
          <summary>{w('measured')}</summary>
          <p>{model.measured}</p>
        </details>
      )}
      <Training model={model} onBegun={onBegun} />
    </section>
  )
}

/** Both cards; watched while one of the models is at work. */
export function ModelCards() {
  const [models, setModels] = useState<readonly ModelView[] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const before = useRef<readonly ModelView[]>([])
  const ask = async (): Promise<void> => {
    const answer = await mediaApi.models()
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    for (const model of answer.value) {
      const earlier = before.current.find(({ voice }) => voice === model.voice)
      if (earlier !== undefined && isAtWork(earlier) && model.training === null)
        announce({ text: w('trained', { name: model.name }), tone: 'done' })
    }
    before.current = answer.value
    setModels(answer.value)
  }
  const atWork = models?.some(isAtWork) ?? false
  useEffect(() => {
    if (!atWork) {
      void ask()
      return undefined
    }
    return whileVisible(WATCH_MS, ask)
  }, [atWork])
  const put = (changed: ModelView): void => {
    const list = (models ?? []).map(model => (model.voice === changed.voice ? changed : model))
    before.current = list
    setModels(list)
  }
  return (
    <div class="model-cards">
      <h2 class="off-screen">{w('models')}</h2>
      {error !== null && <Failed error={error} again={() => void ask()} />}
      {models === null && error === null && <Loading />}
      {models?.map(model => (
        <Card key={model.voice} model={model} onBegun={put} />
      ))}
    </div>
  )
}
