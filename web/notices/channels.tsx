// The channels of notices and how they do; administrators send a test message through one.

import { useState } from 'preact/hooks'
import type { ChannelView } from '#/api/contract/notices.ts'
import { t } from '../i18n/text.ts'
import { DataTable, type Column } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { may } from '../state/session.ts'
import { noticesApi } from './notices-api.ts'
import { w } from './notices-words.ts'
import { TestDialog } from './test-dialog.tsx'

const TONES = { working: 'tone-fine', failing: 'tone-bad', unused: '' } satisfies Record<
  ChannelView['state'],
  string
>

function Quiet({ channel }: { readonly channel: ChannelView }) {
  const { quiet, quietNow } = channel
  if (quiet === null) return null
  return (
    <>
      {w('quietText', { from: quiet.from, to: quiet.to, severity: t(`severity.${quiet.except}`) })}
      {quietNow && <span class="tone-warn"> {w('quietNow')}</span>}
    </>
  )
}

const columns = (test: (channel: ChannelView) => void): Column<ChannelView>[] => [
  { name: w('col.channel'), cell: ({ id }) => <strong>{id}</strong> },
  { name: w('col.kind'), cell: ({ kind }) => w(`kind.${kind}`), short: true },
  {
    name: w('col.state'),
    cell: ({ state }) => <span class={TONES[state]}>{w(`channel.${state}`)}</span>,
    short: true,
  },
  { name: w('col.waiting'), cell: ({ waiting }) => numberText(waiting), figure: true },
  {
    name: w('col.delivered'),
    cell: ({ lastDeliveredAt: at }) => (at === null ? w('never') : <Ago at={at} />),
    short: true,
  },
  {
    name: w('col.failed'),
    wide: true,
    cell: ({ lastFailedAt: at, lastError }) =>
      at !== null && (
        <>
          <Ago at={at} />
          {lastError !== null && `: ${lastError}`}
        </>
      ),
  },
  { name: w('col.quiet'), cell: channel => <Quiet channel={channel} /> },
  ...(may('notices.manage')
    ? [
        {
          name: w('col.test'),
          cell: (channel: ChannelView) => (
            <button type="button" class="small" onClick={() => test(channel)}>
              {w('test')}
            </button>
          ),
        },
      ]
    : []),
]

/** The part `channels` of the page. */
export function Channels() {
  const [answer, again] = useAnswer(noticesApi.channels)
  const [tested, setTested] = useState<ChannelView | null>(null)
  return (
    <>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <DataTable
          rows={answer.value}
          keyOf={({ id }) => id}
          empty={w('noChannels')}
          columns={columns(setTested)}
        />
      )}
      {tested !== null && (
        <TestDialog
          channel={tested}
          onClose={() => {
            setTested(null)
            again()
          }}
        />
      )}
    </>
  )
}
