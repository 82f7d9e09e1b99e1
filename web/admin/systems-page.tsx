// The monitored systems with their level and owner, and the way to what concerns each.

import { api } from '../api-client.ts'
import { term } from '../events/query-text.ts'
import { eventsHref } from '../events/search-choice.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'

const DAY = { kind: 'span', span: '24h' } as const

/** The page of `/systems`, most critical first. */
export function SystemsPage() {
  const [answer, again] = useAnswer(api.listSystems)
  return (
    <div class="page">
      <h1>{t('systems.title')}</h1>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <DataTable
          rows={[...answer.value].sort((a, b) => b.level - a.level || a.name.localeCompare(b.name, 'vi'))}
          keyOf={system => system.id}
          empty={t('systems.none')}
          columns={[
            {
              name: t('systems.col.name'),
              cell: system => (
                <>
                  <strong>{system.name}</strong> <code class="hint">{system.id}</code>
                </>
              ),
            },
            { name: t('systems.col.level'), cell: system => t('queue.level', { n: system.level }) },
            { name: t('systems.col.owner'), cell: system => system.owner, wide: true },
            {
              name: t('systems.col.see'),
              cell: system => (
                <span class="links">
                  <a href={`/?system=${encodeURIComponent(system.id)}`}>{t('systems.incidents')}</a>
                  <a href={eventsHref({ q: term('thapcanh.system.id', system.id), range: DAY })}>
                    {t('systems.events')}
                  </a>
                </span>
              ),
            },
          ]}
        />
      )}
    </div>
  )
}
