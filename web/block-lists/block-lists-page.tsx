// Block lists: which firewall fetches them and when it last did, and what stands in them, why, and until when.

import { useState } from 'preact/hooks'
import type { BlockFetchView, BlockListView } from '#/api/contract/block-lists.ts'
import { Icon } from '../parts/icon.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago, Moment } from '../parts/when.tsx'
import '../playbooks/playbooks.css'
import { blockListsApi } from './block-lists-api.ts'
import { w } from './block-lists-words.ts'
import { EntryTable } from './entry-table.tsx'

function FetchState({ fetch }: { readonly fetch: BlockFetchView }) {
  if (fetch.at === null && !fetch.silent) return <span class="hint">{w('fetch.expected')}</span>
  return (
    <span class={fetch.silent ? 'signature tone-bad' : 'signature tone-fine'}>
      <Icon name={fetch.silent ? 'warning' : 'fine'} />
      {w(fetch.silent ? 'fetch.silent' : 'fetch.fine')}
    </span>
  )
}

function Fetches({ list }: { readonly list: BlockListView }) {
  return (
    <DataTable
      title={w('fetches')}
      rows={list.fetches}
      keyOf={fetch => fetch.consumer}
      empty={w('fetch.none')}
      columns={[
        { name: w('fetch.consumer'), cell: fetch => <strong>{fetch.consumer}</strong> },
        { name: w('fetch.state'), cell: fetch => <FetchState fetch={fetch} />, short: true },
        {
          name: w('fetch.at'),
          cell: fetch => (fetch.at === null ? w('fetch.never') : <Ago at={fetch.at} />),
          short: true,
        },
        { name: w('fetch.from'), cell: fetch => <code>{fetch.address}</code>, short: true },
        { name: w('fetch.entries'), cell: fetch => numberText(fetch.entries), figure: true },
        { name: w('fetch.agent'), cell: fetch => fetch.agent, wide: true },
      ]}
    />
  )
}

interface ListChoiceProps {
  readonly lists: readonly BlockListView[]
  readonly chosen: BlockListView
  readonly choose: (id: string) => void
}

function ListChoice({ lists, chosen, choose }: ListChoiceProps) {
  if (lists.length < 2) return null
  return (
    <span class="segments" role="group" aria-label={w('lists')}>
      {lists.map(({ id, name, fetches }) => (
        <button key={id} type="button" aria-pressed={id === chosen.id} onClick={() => choose(id)}>
          {name}
          {fetches.some(({ silent }) => silent) && (
            <>
              <Icon name="warning" />
              <span class="off-screen">{w('fetch.silent')}</span>
            </>
          )}
        </button>
      ))}
    </span>
  )
}

/** The page of `/block-lists`. */
export function BlockListsPage() {
  const [answer, again] = useAnswer(blockListsApi.lists)
  const [wanted, setWanted] = useState<string | null>(null)
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  const lists = answer.value
  const list = lists.find(({ id }) => id === wanted) ?? lists[0]
  if (list === undefined)
    return (
      <div class="page">
        <h1>{w('title')}</h1>
        <Empty title={w('none')} />
      </div>
    )
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <ListChoice lists={lists} chosen={list} choose={setWanted} />
      </div>
      <h2 class="run-part">{list.name}</h2>
      <p class="hint">
        {w('holds', { kinds: list.holds.map(kind => w(`kind.${kind}`)).join(', ') })} ·{' '}
        {list.changedAt === null ? (
          w('neverChanged')
        ) : (
          <>
            {w('changed')} <Moment at={list.changedAt} />
          </>
        )}{' '}
        · {w('feed')} <code>{list.address}</code>
      </p>
      <Fetches list={list} />
      <EntryTable key={list.id} list={list} changed={again} />
    </div>
  )
}
