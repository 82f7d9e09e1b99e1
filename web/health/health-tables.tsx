// The tables of the health page: listeners, problems, silent sources.

import type { Health, ListenerHealth } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { ProblemName } from '../parts/problem-name.tsx'
import { numberText, spanText } from '../parts/time-text.ts'
import { Ago, Moment } from '../parts/when.tsx'
import type { Tone } from './judgement.ts'

const LISTENER_TONES = { listening: 'calm', paused: 'warn', failed: 'bad', stopped: 'calm' } satisfies Record<
  ListenerHealth['state'],
  Tone
>

/** Where logs come in. */
export function Listeners({ health }: { readonly health: Health }) {
  return (
    <DataTable
      title={t('health.listeners')}
      rows={health.listeners}
      keyOf={listener => listener.id}
      empty={t('health.listener.none')}
      columns={[
        { name: t('health.listener.id'), cell: listener => <strong>{listener.id}</strong> },
        { name: t('health.listener.kind'), cell: listener => listener.kind },
        { name: t('health.listener.address'), cell: listener => <code>{listener.address}</code> },
        {
          name: t('health.listener.state'),
          cell: listener => (
            <span class={`tone-${LISTENER_TONES[listener.state]}`}>{t(`listener.${listener.state}`)}</span>
          ),
        },
        {
          name: t('health.listener.received'),
          cell: listener => numberText(listener.received),
          figure: true,
        },
        { name: t('health.listener.detail'), cell: listener => listener.detail, wide: true },
      ]}
    />
  )
}

/** What went wrong, counted by code and place. */
export function Problems({ health }: { readonly health: Health }) {
  return (
    <DataTable
      title={t('health.problemList')}
      rows={health.problemKinds}
      keyOf={problem => `${problem.code} ${problem.where}`}
      empty={t('health.problem.none')}
      columns={[
        { name: t('health.problem.code'), cell: problem => <ProblemName code={problem.code} /> },
        { name: t('health.problem.where'), cell: problem => problem.where },
        { name: t('health.problem.count'), cell: problem => numberText(problem.count), figure: true },
        { name: t('health.problem.last'), cell: problem => <Ago at={problem.lastAt} /> },
        { name: t('health.problem.detail'), cell: problem => problem.lastDetail, wide: true },
      ]}
    />
  )
}

/** Senders that used to send and have stopped. */
export function SilentSources({ health }: { readonly health: Health }) {
  return (
    <DataTable
      title={t('health.silentList')}
      rows={health.silentSources}
      keyOf={source => `${source.listener} ${source.peer}`}
      empty={t('health.silent.none')}
      columns={[
        { name: t('health.silent.peer'), cell: source => <strong>{source.peer}</strong> },
        { name: t('health.silent.listener'), cell: source => source.listener },
        { name: t('health.silent.since'), cell: source => <Moment at={source.lastSeenAt} /> },
        { name: t('health.silent.for'), cell: source => spanText(source.silentMs), wide: true },
      ]}
    />
  )
}
