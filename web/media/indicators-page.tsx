// The page of `/media/indicators`: domains that imitate those of the city, switched on and off.

import { useState } from 'preact/hooks'
import type { IndicatorView } from '#/api/contract/media-work.ts'
import { term } from '../events/query-text.ts'
import { eventsHref } from '../events/search-choice.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago, Moment } from '../parts/when.tsx'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { mediaApi, storyHref } from './media-api.ts'
import { MediaTabs } from './media-tabs.tsx'
import { w } from './indicator-words.ts'

const WEEK = { kind: 'span', span: '7d' } as const

/** The story of the text in which the domain was met. */
async function openStory(mentionId: string): Promise<void> {
  const answer = await mediaApi.mention(mentionId)
  if (answer.ok) go(storyHref(answer.value.mention.storyId))
  else announce({ text: errorText(answer.error), tone: 'wrong' })
}

interface RowProps {
  readonly indicator: IndicatorView
  readonly again: () => void
}

function Switch({ indicator: { domain, enabled, version }, again }: RowProps) {
  const [busy, setBusy] = useState(false)
  const turn = async (): Promise<void> => {
    setBusy(true)
    const answer = await mediaApi.switchIndicator(domain, !enabled, version)
    setBusy(false)
    if (answer.ok)
      announce({
        text: w(enabled ? 'switchedOff' : 'switchedOn', { name: domain }),
        tone: 'done',
      })
    else {
      const text = answer.error.code === 'conflict' ? w('conflict') : errorText(answer.error)
      announce({ text, tone: 'wrong' })
    }
    again()
  }
  return (
    <button type="button" class="small" disabled={busy} onClick={() => void turn()}>
      {w(enabled ? 'switchOff' : 'switchOn')}
      <span class="off-screen"> {domain}</span>
    </button>
  )
}

function State({ indicator, again }: RowProps) {
  return (
    <span class="source-acts">
      <span class={indicator.enabled ? 'status status-new' : 'status'}>
        {w(indicator.enabled ? 'on' : 'off')}
      </span>
      {may('media.manage') && <Switch indicator={indicator} again={again} />}
    </span>
  )
}

/** The page. */
export function IndicatorsPage() {
  const [answer, again] = useAnswer(mediaApi.indicators)
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page">
        <h1>{w('title')}</h1>
        <p class="hint label-why">{w('text')}</p>
        {answer === null && <Loading />}
        {answer?.ok === false && <Failed error={answer.error} again={again} />}
        {answer?.ok === true && answer.value.length === 0 && <Empty title={w('none')}>{w('noneHint')}</Empty>}
        {answer?.ok === true && answer.value.length > 0 && (
          <DataTable
            rows={answer.value}
            keyOf={({ domain }) => domain}
            empty=""
            columns={[
              { name: w('domain'), cell: ({ domain }) => <code>{domain}</code> },
              { name: w('reason'), cell: ({ reason }) => reason, wide: true },
              {
                name: w('added'),
                cell: ({ addedAt, addedBy }) => (
                  <>
                    <Ago at={addedAt} /> <span class="hint">{w('by', { name: personName(addedBy) })}</span>
                  </>
                ),
              },
              { name: w('expires'), cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
              {
                name: w('acts'),
                cell: ({ domain, mentionId }) => (
                  <span class="source-acts">
                    <a class="button small" href={eventsHref({ q: term('url.domain', domain), range: WEEK })}>
                      {w('events')}
                    </a>
                    {mentionId !== null && (
                      <button
                        type="button"
                        class="small"
                        title={w('postHint')}
                        onClick={() => void openStory(mentionId)}
                      >
                        {w('post')}
                      </button>
                    )}
                  </span>
                ),
              },
              {
                name: w('state'),
                cell: indicator => <State indicator={indicator} again={again} />,
              },
            ]}
          />
        )}
      </div>
    </div>
  )
}
