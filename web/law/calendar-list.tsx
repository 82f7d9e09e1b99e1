// Things due as a list: overdue first, then by day, then what was done lately.

import { DataTable } from '../parts/data-table.tsx'
import { aboutText } from './calendar-item.tsx'
import { grouped, inParts, type ItemGroup } from './calendar-items.ts'
import { w } from './calendar-words.ts'
import { dueText, say, type CalendarItem } from './law-api.ts'
import { Remaining } from './remaining.tsx'
import { Cites, DueMark } from './state-mark.tsx'

interface PartProps {
  readonly title: string
  readonly empty: string
  readonly items: readonly CalendarItem[]
  readonly open: (group: ItemGroup) => void
  /** The periods of the same report are one row. */
  readonly gather?: boolean
}

/** One table of things due. */
export function DueTable({ title, empty, items, open, gather = false }: PartProps) {
  return (
    <DataTable
      title={title}
      rows={grouped(items, gather)}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        { name: w('state'), cell: ({ items: [item] }) => <DueMark state={item.state} />, short: true },
        {
          name: w('due'),
          cell: ({ items: [item] }) => (
            <>
              <strong>
                <Remaining dueAt={item.dueAt} state={item.state} />
              </strong>{' '}
              <span class="hint">{dueText(item.dueAt)}</span>
            </>
          ),
          short: true,
        },
        {
          name: w('what'),
          cell: group => {
            const about = aboutText(group)
            return (
              <>
                <button type="button" class="as-link" onClick={() => open(group)}>
                  {say(group.items[0].title)}
                </button>
                {about !== '' && <p>{about}</p>}
              </>
            )
          },
          wide: true,
        },
        {
          name: w('receivers'),
          cell: ({ items: [item] }) => item.receivers.map(({ title: name }) => say(name)).join('; '),
        },
        { name: w('cites'), cell: ({ items: [item] }) => <Cites cites={item.cites} /> },
      ]}
    />
  )
}

interface ListViewProps {
  readonly items: readonly CalendarItem[]
  readonly days: number
  readonly open: (group: ItemGroup) => void
}

/** What comes, and what was done; overdue things stand above both views. */
export function ListView({ items, days, open }: ListViewProps) {
  const { upcoming, done } = inParts(items)
  return (
    <>
      <DueTable
        title={w('upcoming')}
        empty={w('upcomingNone', { n: days })}
        items={upcoming}
        open={open}
        gather
      />
      {done.length > 0 && <DueTable title={w('done')} empty="" items={done} open={open} />}
    </>
  )
}
