// The law profile in force: clocks, reports, duties, retention, recipients, each with its articles and how far they
// were verified. `?item=C3` shows that item.

import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { formName, loadForms } from '../documents/documents-api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { search } from '../router.ts'
import { law, limitText, say, type Cite, type Profile } from './law-api.ts'
import { w } from './law-page-words.ts'
import { w as lawWord } from './law-words.ts'
import { Cites, Recipients } from './state-mark.tsx'
import './law.css'

type Words = Parameters<typeof say>[0]
interface Item {
  readonly id: string
  readonly title: Words
  readonly note?: Words | undefined
  readonly caution?: Words | undefined
  readonly reading?: Words | undefined
}

const EVERY = ['day', 'week', 'month', 'quarter', 'half-year', 'year', 'continuous', 'periodic'] as const
const MARKS = ['verified', 'secondary', 'unverified'] as const
const SECTIONS = ['clocks', 'reports', 'duties', 'retention', 'roles', 'counting', 'kinds'] as const

/** A schedule in words: a unit of time, or `before 20/12`. */
function everyText(word: string): string {
  const unit = EVERY.find(known => known === word)
  if (unit !== undefined) return w(`every.${unit}`)
  return w('before', { day: word.split('-').toReversed().join('/') })
}

/** Title with what else the profile says about an item. */
function What({ item, children }: { readonly item: Item; readonly children?: ComponentChildren }) {
  const { id, title, reading, caution, note } = item
  return (
    <div class="law-item" id={`law-${id}`}>
      {say(title)}
      {children}
      {reading !== undefined && <p class="hint">{w('reading', { text: say(reading) })}</p>}
      {caution !== undefined && <p class="law-caution">{w('caution', { text: say(caution) })}</p>}
      {note !== undefined && <p class="hint">{w('note', { text: say(note) })}</p>}
    </div>
  )
}

function Section({
  id,
  children,
}: {
  readonly id: (typeof SECTIONS)[number]
  readonly children: ComponentChildren
}) {
  return (
    <section class="law-section" id={id}>
      <h2>{w(id)}</h2>
      {children}
    </section>
  )
}

interface Cited {
  readonly id: string
  readonly cites: readonly Cite[]
}
const citesColumn = () => ({
  name: w('col.cites'),
  cell: ({ cites }: Cited) => <Cites cites={cites} />,
})
const idColumn = () => ({ name: w('col.id'), cell: ({ id }: Cited) => <b>{id}</b>, short: true as const })

function Clocks({ clocks }: Pick<Profile, 'clocks'>) {
  return (
    <DataTable
      rows={clocks}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        idColumn(),
        {
          name: w('col.what'),
          cell: clock => (
            <What item={clock}>
              {clock.scope === 'register' && <span class="tag">{w('scope.register')}</span>}
              <p class="hint">{w('metBy', { text: say(clock.metBy) })}</p>
              {clock.pauses.map(({ title }) => (
                <p class="hint" key={title.vi}>
                  {w('mayPause', { text: say(title) })}
                </p>
              ))}
            </What>
          ),
          wide: true,
        },
        { name: w('col.limit'), cell: clock => limitText(clock.limit) },
        { name: w('col.to'), cell: clock => <Recipients recipients={clock.recipients} /> },
        { name: w('col.form'), cell: clock => (clock.form === null ? w('noForm') : formName(clock.form)) },
        citesColumn(),
      ]}
    />
  )
}

function Reports({ reports }: Pick<Profile, 'reports'>) {
  return (
    <DataTable
      rows={reports}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        {
          name: w('col.what'),
          cell: report => (
            <What item={report}>{!report.active && <span class="tag">{w('inactive')}</span>}</What>
          ),
          wide: true,
        },
        {
          name: w('col.schedule'),
          cell: report => (
            <>
              {everyText(report.schedule)}
              {!report.dayStated && <p class="hint">{w('ownDay')}</p>}
              {report.levels !== undefined && (
                <p class="hint">{w('level', { n: report.levels.join(', ') })}</p>
              )}
            </>
          ),
        },
        { name: w('col.maker'), cell: report => say(report.maker.title) },
        { name: w('col.to'), cell: report => <Recipients recipients={report.receivers} /> },
        { name: w('col.form'), cell: report => (report.form === null ? w('noForm') : formName(report.form)) },
        citesColumn(),
      ]}
    />
  )
}

function levelsText<T>(levels: Readonly<Record<string, T | null>>, text: (value: T) => string): string {
  const stated = Object.entries(levels).filter((entry): entry is [string, T & {}] => entry[1] !== null)
  return stated.map(([level, value]) => `${w('level', { n: level })}: ${text(value)}`).join('; ')
}

function Duties({ duties }: Pick<Profile, 'duties'>) {
  return (
    <DataTable
      rows={duties}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        { name: w('col.what'), cell: duty => <What item={duty} />, wide: true },
        { name: w('col.levels'), cell: duty => levelsText(duty.levels, everyText) },
        citesColumn(),
      ]}
    />
  )
}

function Retention({ retention }: Pick<Profile, 'retention'>) {
  const { systemLogs, floor, recommended, incidentFiles } = retention
  const rows = [
    { ...systemLogs, limit: levelsText(systemLogs.months, n => w('months', { n })) },
    { ...floor, limit: w('days', { n: floor.days }) },
    { ...recommended, limit: w('days', { n: recommended.days }) },
    { ...incidentFiles, limit: w('notStated') },
  ]
  return (
    <DataTable
      rows={rows}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        { name: w('col.what'), cell: row => <What item={row} />, wide: true },
        { name: w('col.limit'), cell: ({ limit }) => limit },
        citesColumn(),
      ]}
    />
  )
}

function Roles({ roles }: Pick<Profile, 'roles'>) {
  return (
    <DataTable
      rows={roles}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        { name: w('col.what'), cell: role => <What item={role} /> },
        { name: w('col.holder'), cell: role => say(role.holder), wide: true },
        citesColumn(),
      ]}
    />
  )
}

function Kinds({ incidentKinds }: Pick<Profile, 'incidentKinds'>) {
  return (
    <DataTable
      rows={incidentKinds}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        { name: w('col.id'), cell: ({ number }) => <b>{number}</b> },
        { name: w('col.what'), cell: kind => <What item={kind} />, wide: true },
        citesColumn(),
      ]}
    />
  )
}

/** The page of `/law`. */
export function LawPage() {
  const [answer, again] = useAnswer(law.profile)
  const wanted = new URLSearchParams(search.value).get('item') ?? ''
  const there = answer?.ok === true
  useEffect(() => void loadForms(), [])
  useEffect(() => {
    if (!there || wanted === '') return
    const place = document.getElementById(`law-${wanted}`)
    place?.classList.add('law-wanted')
    place?.scrollIntoView({ block: 'center' })
    return () => place?.classList.remove('law-wanted')
  }, [there, wanted])
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  const profile = answer.value
  return (
    <div class="page law">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <span class="links">
          <a href="/calendar">{w('toCalendar')}</a>
          <a href="/documents">{w('toDocuments')}</a>
        </span>
      </div>
      <p class="law-standing">
        <strong>{w('inForce', { title: say(profile.title), id: profile.id })}</strong>
      </p>
      <p class="law-standing">{say(profile.standing)}</p>
      <p class="law-standing hint">
        {w('marks')}:{' '}
        {MARKS.map(mark => (
          <span key={mark}>
            <span class={`cite-mark cite-${mark}`}>{lawWord(`mark.${mark}`)}</span> {w(`marks.${mark}`)}{' '}
          </span>
        ))}
      </p>
      <nav class="links law-contents" aria-label={w('contents')}>
        {SECTIONS.map(id => (
          <a key={id} href={`#${id}`}>
            {w(id)}
          </a>
        ))}
      </nav>
      <Section id="clocks">
        <Clocks clocks={profile.clocks} />
        {profile.onlineTalk !== undefined && (
          <div>
            <What item={profile.onlineTalk} />
            <Cites cites={profile.onlineTalk.cites} />
          </div>
        )}
      </Section>
      <Section id="reports">
        <Reports reports={profile.reports} />
      </Section>
      <Section id="duties">
        <Duties duties={profile.duties} />
      </Section>
      <Section id="retention">
        <Retention retention={profile.retention} />
      </Section>
      <Section id="roles">
        <Roles roles={profile.roles} />
      </Section>
      <Section id="counting">
        <What item={profile.countingDays} />
        <Cites cites={profile.countingDays.cites} />
      </Section>
      <Section id="kinds">
        <Kinds incidentKinds={profile.incidentKinds} />
      </Section>
    </div>
  )
}
