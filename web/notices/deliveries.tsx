// What was sent to whom, and how it went; newest first.

import { useEffect, useState } from 'preact/hooks'
import type { ChannelView, DeliveryView } from '#/api/contract/notices.ts'
import type { ApiError } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { DataTable } from '../parts/data-table.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Ago } from '../parts/when.tsx'
import { incidentHref } from '../router.ts'
import { noticesApi } from './notices-api.ts'
import { aboutText, w } from './notices-words.ts'

const STATES = ['gathering', 'waiting', 'sending', 'delivered', 'failed', 'unknown'] as const
const SHOWN_NOTICES = 3

const TONES = {
  gathering: '',
  waiting: '',
  sending: '',
  delivered: 'tone-fine',
  failed: 'tone-bad',
  unknown: 'tone-warn',
} satisfies Record<DeliveryView['state'], string>

function About({ delivery }: { readonly delivery: DeliveryView }) {
  const shown = delivery.notices.slice(0, SHOWN_NOTICES)
  const rest = delivery.count - shown.length
  return (
    <span class="delivery-about">
      <span>
        <SeverityMark severity={delivery.severity} /> <span class="hint">{aboutText(delivery.kind)}</span>
      </span>
      {shown.map(({ id, incidentId, title, titleEnglish }) => {
        const text = titleText({ title, ...(titleEnglish === null ? {} : { titleEnglish }) })
        return (
          <span key={id}>{incidentId === null ? text : <a href={incidentHref(incidentId)}>{text}</a>}</span>
        )
      })}
      {rest > 0 && <span class="hint">{w('more', { n: numberText(rest) })}</span>}
    </span>
  )
}

function Table({ deliveries }: { readonly deliveries: readonly DeliveryView[] }) {
  return (
    <DataTable
      rows={deliveries}
      keyOf={({ id }) => id}
      empty={w('none')}
      columns={[
        {
          name: w('col.state'),
          cell: ({ state, held }) => (
            <>
              <span class={TONES[state]}>{w(`state.${state}`)}</span>
              {held && <span class="hint"> {w('held')}</span>}
            </>
          ),
        },
        { name: w('col.about'), cell: delivery => <About delivery={delivery} />, wide: true },
        {
          name: w('col.to'),
          cell: ({ recipient, address, channel }) => (
            <span class="delivery-about">
              <strong>{recipient}</strong>
              <span class="hint">
                {channel} · {address === '' ? w('noAddress') : address}
              </span>
            </span>
          ),
        },
        {
          name: w('col.when'),
          cell: ({ endedAt, createdAt }) => <Ago at={endedAt ?? createdAt} />,
          short: true,
        },
        { name: w('col.attempts'), cell: ({ attempts }) => numberText(attempts), figure: true },
        { name: w('col.error'), cell: ({ error }) => error ?? '' },
      ]}
    />
  )
}

interface Chosen {
  readonly state: string
  readonly channel: string
}

interface FilterProps {
  readonly chosen: Chosen
  readonly choose: (chosen: Chosen) => void
}

function Filter({ chosen, choose }: FilterProps) {
  const [channels, setChannels] = useState<readonly ChannelView[]>([])
  useEffect(() => {
    void noticesApi.channels().then(answer => {
      if (answer.ok) setChannels(answer.value)
    })
  }, [])
  return (
    <div class="page-head notices-filter">
      <label>
        <span class="hint">{w('filterState')}</span>
        <select
          value={chosen.state}
          onChange={event => choose({ ...chosen, state: event.currentTarget.value })}
        >
          <option value="">{w('any')}</option>
          {STATES.map(state => (
            <option key={state} value={state}>
              {w(`state.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="hint">{w('filterChannel')}</span>
        <select
          value={chosen.channel}
          onChange={event => choose({ ...chosen, channel: event.currentTarget.value })}
        >
          <option value="">{w('any')}</option>
          {channels.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

/** The part `sent` of the page. */
export function Deliveries() {
  const [chosen, setChosen] = useState<Chosen>({ state: '', channel: '' })
  const [deliveries, setDeliveries] = useState<readonly DeliveryView[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  useEffect(() => {
    let wanted = true
    setDeliveries(null)
    void noticesApi.deliveries(chosen.state, chosen.channel, undefined).then(answer => {
      if (!wanted) return
      setError(answer.ok ? null : answer.error)
      if (!answer.ok) return
      setDeliveries(answer.value.deliveries)
      setNext(answer.value.next)
    })
    return () => {
      wanted = false
    }
  }, [chosen])
  async function more(after: string): Promise<void> {
    const answer = await noticesApi.deliveries(chosen.state, chosen.channel, after)
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    setDeliveries([...(deliveries ?? []), ...answer.value.deliveries])
    setNext(answer.value.next)
  }
  return (
    <>
      <Filter chosen={chosen} choose={setChosen} />
      {deliveries === null && error === null && <Loading />}
      {error !== null && <Failed error={error} again={() => setChosen({ ...chosen })} />}
      {deliveries !== null && <Table deliveries={deliveries} />}
      {next !== null && (
        <button type="button" onClick={() => void more(next)}>
          {w('older')}
        </button>
      )}
    </>
  )
}
