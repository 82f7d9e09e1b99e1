// What the fixture server knows of counts, kept searches and exports.

import type { EventExportView } from '#/api/contract/event-exports.ts'
import type { SavedSearchView } from '#/api/contract/event-work.ts'

const HOUR_MS = 3_600_000

type Asked = Pick<EventExportView, 'q' | 'sort' | 'format'>

export class FixtureSearch {
  private readonly codeOf: (incidentId: string) => string
  readonly saved: SavedSearchView[] = []
  readonly exports: EventExportView[] = []
  /** What evidence packages were asked for, as it came. */
  readonly evidence: Readonly<Record<string, unknown>>[] = []
  /** What fields and values were asked for, as it came. */
  readonly asked: URLSearchParams[] = []

  constructor(codeOf: (incidentId: string) => string) {
    this.codeOf = codeOf
  }

  /** Undefined for what is no business of searches. */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Readonly<Record<string, unknown>>,
    me: string,
  ): unknown {
    const ended = { complete: true, tookMs: 3 }
    if (path === '/api/events/histogram') {
      const begin = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 23 * HOUR_MS
      const bars = Array.from({ length: 24 }, (_, n) => ({
        at: begin + n * HOUR_MS,
        events: 1 + ((n * 7) % 24),
      }))
      return { events: 288, barMs: HOUR_MS, bars, ...ended }
    }
    if (path === '/api/events/fields') {
      this.asked.push(query)
      if (query.get('q')?.endsWith('(') === true) return { status: 400, error: 'query.invalid', position: 0 }
      const names = ['@timestamp', 'host.name', 'host.ip', 'user.name', 'source.ip', 'thapcanh.listener']
      const fields = names
        .map((name, n) => ({ name, type: 'text', events: 1000 - n, sortable: name !== 'host.ip' }))
        .filter(({ name }) => name.startsWith(query.get('prefix') ?? ''))
      return { sampled: 1000, fields, ...ended }
    }
    if (path === '/api/events/values') {
      this.asked.push(query)
      const values = ['web-dvc-01', 'web-dvc-02', 'an binh']
        .map((value, n) => ({ value, events: 200 - n }))
        .filter(({ value }) => value.startsWith(query.get('prefix') ?? ''))
      return { events: 288, values, exact: true, field: query.get('field'), ...ended }
    }
    if (path === '/api/saved-searches' && method === 'GET') return this.saved
    if (path === '/api/saved-searches') {
      const kept = {
        id: `s${this.saved.length + 1}`,
        version: 1,
        owner: me,
        changedAt: 0,
        mine: true,
        ...body,
      }
      this.saved.push(kept as unknown as SavedSearchView)
      return kept
    }
    if (path === '/api/event-exports' && method === 'GET') return this.exports
    if (path === '/api/event-exports') {
      const { q, ...rest } = body as Partial<Asked> & Pick<Asked, 'format'>
      return this.begin({ q: q ?? '', ...rest })
    }
    if (path === '/api/evidence-exports') {
      this.evidence.push(body)
      const { incident, q } = body as { readonly incident?: string; readonly q?: string }
      return this.begin({ q: incident === undefined ? (q ?? '') : this.codeOf(incident), format: 'evidence' })
    }
    if (path.startsWith('/api/event-exports/') && method === 'DELETE') {
      const [one] = this.exports
      if (one !== undefined) this.exports[0] = { ...one, state: 'cancelled', endedAt: 1 }
      return null
    }
    return undefined
  }

  private begin({ q, sort, format }: Asked): EventExportView {
    const begun: EventExportView = {
      id: 'x1',
      q,
      ...(sort === undefined ? {} : { sort }),
      format,
      state: 'running',
      events: 120,
      total: 288,
      bytes: 0,
      complete: false,
      reason: null,
      startedAt: 0,
      endedAt: null,
    }
    this.exports.push(begun)
    return begun
  }
}
