// The platform's figures in Prometheus' text format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/): each family with HELP and TYPE, then its samples.
// Nothing about people, systems or senders is in it: labels are ids of listeners and codes of problems.

import type { Health } from './contract/schemas.ts'

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

interface Family {
  /** Without the prefix; counters end in `_total`. */
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** The whole answer of `/metrics`. */
export function writeMetrics(health: Health, version: string): string {
  return familiesOf(health, version).map(writeFamily).join('')
}

function familiesOf(health: Health, version: string): readonly Family[] {
  const { listeners, problemsByCode, disk, rules } = health
  const counter = (name: string, help: string, value: number): Family => ({
    name,
    type: 'counter',
    help,
    samples: [{ value }],
  })
  const gauge = (name: string, help: string, value: number): Family => ({
    ...counter(name, help, value),
    type: 'gauge',
  })
  return [
    {
      name: 'build_info',
      type: 'gauge',
      help: 'Always 1; the version is a label.',
      samples: [{ labels: { version }, value: 1 }],
    },
    gauge('start_time_seconds', 'When the platform started, Unix time.', health.startedAt / 1000),
    counter('lines_received_total', 'Log lines made durable since the start.', health.received),
    counter('events_stored_total', 'Events stored since the start.', health.stored),
    counter('lines_dropped_total', 'Lines known to be lost since the start.', health.dropped),
    counter('alerts_total', 'Alerts raised since the start.', health.alerts),
    gauge('lag_events', 'Durable lines that are not stored yet.', health.lagEvents),
    gauge('lag_seconds', 'Age of the oldest of them.', health.lagMs / 1000),
    gauge('store_failing', '1 while events cannot be stored.', Number(health.storeError !== null)),
    gauge('disk_free_bytes', 'Free space where the data folder lies.', disk.freeBytes),
    gauge('disk_full', '1 while the disk is too full to take lines.', Number(disk.full)),
    gauge('raw_log_bytes', 'Bytes of the raw log.', disk.dataBytes),
    gauge('rules_loaded', 'Rules at work.', rules.loaded),
    gauge('rules_failed', 'Rules that could not be read.', rules.failed),
    gauge('silent_sources', 'Senders that fell silent.', health.silentSources.length),
    {
      name: 'listener_up',
      type: 'gauge',
      help: '1 while the listener takes lines.',
      samples: listeners.map(({ id, kind, state }) => ({
        labels: { listener: id, kind },
        value: Number(state === 'listening'),
      })),
    },
    {
      name: 'listener_lines_total',
      type: 'counter',
      help: 'Lines made durable by the listener since the start.',
      samples: listeners.map(({ id, kind, received }) => ({
        labels: { listener: id, kind },
        value: received,
      })),
    },
    counter('problems_total', 'Problems since the start, of all codes.', health.problems),
    {
      name: 'problems_by_code_total',
      type: 'counter',
      help: 'Problems since the start by code.',
      samples: Object.entries(problemsByCode).map(([code, value]) => ({ labels: { code }, value })),
    },
  ]
}

function writeFamily({ name, type, help, samples }: Family): string {
  const full = `thapcanh_${name}`
  const lines = samples.map(({ labels, value }) => `${full}${writeLabels(labels)} ${value}\n`)
  return `# HELP ${full} ${escapeHelp(help)}\n# TYPE ${full} ${type}\n${lines.join('')}`
}

function writeLabels(labels: Sample['labels']): string {
  if (labels === undefined) return ''
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return `{${pairs.join(',')}}`
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
