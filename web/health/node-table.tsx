// The processes of a cluster, on the health page. A platform that runs alone shows nothing here.

import type { Health } from '#/api/contract/schemas.ts'
import { pageWords } from '../i18n/page-words.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText, spanText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { acknowledgeSilentNodes, silentNodesKnown } from '../state/health.ts'
import { isSilent } from './judgement.ts'

type Node = NonNullable<Health['nodes']>[number]

export const w = pageWords(
  {
    title: 'Tiến trình của cụm',
    none: 'Chưa tiến trình nào báo về.',
    name: 'Tên',
    roles: 'Vai trò',
    state: 'Trạng thái',
    alive: 'đang chạy',
    silent: 'im lặng {span}',
    acknowledge: 'Đã biết tiến trình im lặng',
    since: 'Chạy từ',
    tells: 'Số liệu',
    collector: 'thu thập',
    correlator: 'tương quan',
    worker: 'việc nền',
    api: 'giao diện',
    received: 'đã nhận',
    stored: 'đã lưu',
    lagEvents: 'chờ lưu',
    dropped: 'đã mất',
    partitions: 'phần tương quan',
    raised: 'cảnh báo',
    jobsRunning: 'việc đang chạy',
    jobsDone: 'việc xong',
    jobsFailed: 'việc lỗi',
    problems: 'vấn đề',
  },
  {
    title: 'Processes of the cluster',
    none: 'No process has reported yet.',
    name: 'Name',
    roles: 'Role',
    state: 'State',
    alive: 'running',
    silent: 'silent for {span}',
    acknowledge: 'I know of the silent ones',
    since: 'Running since',
    tells: 'Figures',
    collector: 'collector',
    correlator: 'correlator',
    worker: 'worker',
    api: 'console',
    received: 'received',
    stored: 'stored',
    lagEvents: 'waiting',
    dropped: 'lost',
    partitions: 'partitions',
    raised: 'alerts',
    jobsRunning: 'jobs running',
    jobsDone: 'jobs done',
    jobsFailed: 'jobs failed',
    problems: 'problems',
  },
)

const ROLES = ['collector', 'correlator', 'worker', 'api'] as const
const FIGURES = [
  'received',
  'stored',
  'lagEvents',
  'dropped',
  'partitions',
  'raised',
  'jobsRunning',
  'jobsDone',
  'jobsFailed',
  'problems',
] as const

export function Nodes({ health }: { readonly health: Health }) {
  if (health.nodes === undefined) return null
  const known = silentNodesKnown()
  const isNews = health.nodes.some(node => isSilent(node) && !known.has(node.name))
  return (
    <>
      <DataTable
        title={w('title')}
        rows={health.nodes}
        keyOf={node => node.name}
        empty={w('none')}
        columns={[
          { name: w('name'), cell: node => <strong>{node.name}</strong> },
          {
            name: w('roles'),
            cell: ({ roles }) =>
              ROLES.filter(role => roles.includes(role))
                .map(role => w(role))
                .join(', '),
          },
          { name: w('state'), cell: node => <State node={node} /> },
          { name: w('since'), cell: node => <Moment at={node.startedAt} /> },
          { name: w('tells'), cell: node => figuresText(node), wide: true },
        ]}
      />
      {isNews && (
        <p class="links">
          <button type="button" class="small" onClick={() => acknowledgeSilentNodes(health)}>
            {w('acknowledge')}
          </button>
        </p>
      )}
    </>
  )
}

function State({ node }: { readonly node: Node }) {
  return isSilent(node) ? (
    <span class="tone-bad">{w('silent', { span: spanText(node.silentMs) })}</span>
  ) : (
    <span class="tone-calm">{w('alive')}</span>
  )
}

function figuresText({ figures }: Node): string {
  return FIGURES.flatMap(name => {
    const value = figures[name]
    return value === undefined ? [] : [`${w(name)} ${numberText(value)}`]
  }).join(' · ')
}
