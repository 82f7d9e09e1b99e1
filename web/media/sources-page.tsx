// The page of `/media/sources`: the list with its health, those in trouble first; a form (`?new=1`, `?edit=ID`); an
// import (`?import=1`). Rows keep their places while the page is open, whatever their health becomes.

import { useEffect, useState } from 'preact/hooks'
import type { SourceView } from '#/api/contract/media-sources.ts'
import type { Answer, ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { DataTable } from '../parts/data-table.tsx'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Ago, Moment } from '../parts/when.tsx'
import { go, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { folded } from '../state/queue-view.ts'
import { may } from '../state/session.ts'
import { whileVisible } from '../state/while-visible.ts'
import { EXPORT_HREF, mediaApi } from './media-api.ts'
import { mediaHref, type MediaChoice } from './media-choice.ts'
import { MediaTabs } from './media-tabs.tsx'
import { EMPTY_SOURCE } from './source-fields.ts'
import { SourceForm } from './source-form.tsx'
import { SourceRun, SourceState } from './source-health.tsx'
import { SourceImport } from './source-import.tsx'
import { w } from './source-words.ts'

const LOOK_EVERY_MS = 15_000
const EVERYTHING: MediaChoice = { range: { kind: 'preset', preset: '28d' }, filter: {}, order: 'newest' }

/** The new list in the order of the one on the screen; sources that were not there stand at its end. */
function keepingPlaces(
  before: readonly SourceView[] | null,
  after: readonly SourceView[],
): readonly SourceView[] {
  if (before === null) return after
  const places = new Map(before.map(({ source }, at) => [source.id, at]))
  const placeOf = ({ source }: SourceView): number => places.get(source.id) ?? before.length
  return [...after].sort((a, b) => placeOf(a) - placeOf(b))
}

interface RowProps {
  readonly view: SourceView
  readonly onDone: () => void
}

/** Says what was done, or why not; a conflict loads the list again. */
function finish<T>(answer: Answer<T>, done: string, onDone: () => void): boolean {
  if (answer.ok) announce({ text: done, tone: 'done' })
  else
    announce({
      text: answer.error.code === 'conflict' ? w('changedMeanwhile') : errorText(answer.error),
      tone: 'wrong',
    })
  onDone()
  return answer.ok
}

function RemoveDialog({ view, onDone, onClose }: RowProps & { readonly onClose: () => void }) {
  const { source, version } = view
  const send = async (): Promise<boolean> => {
    const answer = await mediaApi.removeSource(source.id, version)
    finish(answer, w('removed', { name: source.name }), onDone)
    return true
  }
  return (
    <DialogForm
      title={w('removeTitle', { name: source.name })}
      submit={w('remove')}
      send={send}
      onClose={onClose}
    >
      <p>{w('removeText')}</p>
    </DialogForm>
  )
}

function Acts({ view, onDone }: RowProps) {
  const [removing, setRemoving] = useState(false)
  const [busy, setBusy] = useState(false)
  const { source, version } = view
  const named = { name: source.name }
  const during = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    await work()
    setBusy(false)
  }
  const turn = async (): Promise<void> => {
    const enabled = !source.enabled
    const answer = await mediaApi.saveSource({ ...source, enabled }, version)
    finish(answer, w(enabled ? 'switchedOn' : 'switchedOff', named), onDone)
  }
  const read = async (): Promise<void> => {
    finish(await mediaApi.readSource(source.id), w('nowDone', named), onDone)
  }
  return (
    <span class="source-acts">
      <button type="button" class="small" disabled={busy} onClick={() => void during(turn)}>
        {w(source.enabled ? 'off' : 'on')}
        <span class="off-screen"> {source.name}</span>
      </button>
      {source.enabled && (
        <button type="button" class="small" disabled={busy} onClick={() => void during(read)}>
          {w('now')}
          <span class="off-screen"> {source.name}</span>
        </button>
      )}
      <a class="button small" href={`/media/sources?edit=${encodeURIComponent(source.id)}`}>
        {w('edit')}
        <span class="off-screen"> {source.name}</span>
      </a>
      <button type="button" class="small quiet" disabled={busy} onClick={() => setRemoving(true)}>
        {w('remove')}
        <span class="off-screen"> {source.name}</span>
      </button>
      {removing && <RemoveDialog view={view} onDone={onDone} onClose={() => setRemoving(false)} />}
    </span>
  )
}

function SourceTable({
  views,
  onDone,
}: {
  readonly views: readonly SourceView[]
  readonly onDone: () => void
}) {
  return (
    <DataTable
      rows={views}
      keyOf={({ source }) => source.id}
      empty={w('none')}
      columns={[
        { name: w('col.state'), cell: ({ health }) => <SourceState health={health} /> },
        {
          name: w('col.name'),
          cell: ({ source, health }) => (
            <span class="source-name">
              <strong>{source.name}</strong>
              <span class="hint">
                {w(`kind.${source.kind}`)} · {source.urls[0]?.replace(/^https?:\/\//, '').slice(0, 60)}
                {source.urls.length > 1 && ` +${source.urls.length - 1}`}
              </span>
              {health.lastSuccessAt !== null && (
                <a href={mediaHref({ ...EVERYTHING, filter: { source: source.id } })}>
                  {w('stories')}
                  <span class="off-screen"> {source.name}</span>
                </a>
              )}
            </span>
          ),
          wide: true,
        },
        {
          name: w('col.last'),
          cell: ({ health }) => health.lastRunAt !== null && <Ago at={health.lastRunAt} />,
          short: true,
        },
        {
          name: w('col.next'),
          cell: ({ source, health }) =>
            source.enabled && health.nextRunAt !== null && <Moment at={health.nextRunAt} />,
          short: true,
        },
        { name: w('col.new'), cell: ({ health }) => <SourceRun health={health} /> },
        ...(may('media.manage')
          ? [{ name: w('col.acts'), cell: (view: SourceView) => <Acts view={view} onDone={onDone} /> }]
          : []),
      ]}
    />
  )
}

function Listed({ views, onDone }: { readonly views: readonly SourceView[]; readonly onDone: () => void }) {
  const [wanted, setWanted] = useState('')
  useKeys({ search: () => document.querySelector<HTMLInputElement>('#source-filter')?.select() })
  if (views.length === 0)
    return <Empty title={w('empty.title')}>{w(may('media.manage') ? 'empty.text' : 'empty.mayNot')}</Empty>
  const words = folded(wanted.trim())
  const shown = views.filter(({ source }) =>
    folded([source.id, source.name, source.note, ...source.urls].join('\n')).includes(words),
  )
  return (
    <>
      <div class="page-head source-filter">
        <input
          id="source-filter"
          type="search"
          aria-label={w('filter')}
          placeholder={w('filterHint')}
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
        <span class="hint" role="status">
          {w('count', { n: numberText(shown.length), total: numberText(views.length) })}
        </span>
      </div>
      <SourceTable views={shown} onDone={onDone} />
    </>
  )
}

function Head({ views }: { readonly views: readonly SourceView[] | null }) {
  return (
    <div class="page-head">
      <h1>{w('title')}</h1>
      <span class="page-actions">
        {may('media.manage') && (
          <>
            <button type="button" class="primary" onClick={() => go('/media/sources?new=1')}>
              {w('add')}
            </button>
            <button type="button" onClick={() => go('/media/sources?import=1')}>
              {w('import')}
            </button>
          </>
        )}
        {views !== null && views.length > 0 && (
          <a class="button" href={EXPORT_HREF} download="nguon.yaml">
            {w('export')}
          </a>
        )}
      </span>
    </div>
  )
}

function Contents({ views, onDone }: { readonly views: readonly SourceView[]; readonly onDone: () => void }) {
  const asked = new URLSearchParams(search.value)
  const edited = asked.get('edit')
  if (may('media.manage') && asked.has('import')) return <SourceImport onDone={onDone} />
  if (may('media.manage') && asked.has('new'))
    return <SourceForm key="new" source={EMPTY_SOURCE} version={0} onSaved={onDone} />
  if (may('media.manage') && edited !== null) {
    const view = views.find(({ source }) => source.id === edited)
    if (view === undefined) return <Empty title={t('error.not-found')} />
    return <SourceForm key={edited} source={view.source} version={view.version} onSaved={onDone} />
  }
  return (
    <>
      <Head views={views} />
      <Listed views={views} onDone={onDone} />
    </>
  )
}

/** The page. */
export function SourcesPage() {
  const [views, setViews] = useState<readonly SourceView[] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const ask = async (): Promise<void> => {
    const answer = await mediaApi.sources()
    setError(answer.ok ? null : answer.error)
    if (answer.ok) setViews(before => keepingPlaces(before, answer.value))
  }
  useEffect(() => whileVisible(LOOK_EVERY_MS, ask), [])
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page">
        {views === null && (
          <>
            <Head views={views} />
            {error === null ? <Loading /> : <Failed error={error} again={() => void ask()} />}
          </>
        )}
        {views !== null && <Contents views={views} onDone={() => void ask()} />}
      </div>
    </div>
  )
}
