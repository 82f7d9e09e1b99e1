// The public log samples beside the repository (`../shared/ingest`) as cases: a raw record and the ECS
// document that the sample's own authors expect of it. Read at run time, never copied.
//
// `.log` files: a case is one line, or what the sample's multiline setting joins. The expected document's
// `event.original` names its line where it has one; Beats names a byte offset; otherwise the order counts.
// `.json` files: a case is one document of `events`, given as the JSON envelope. For CEF the document is what
// Filebeat made of a CEF line, so the line itself (its `event.original`) is given instead.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, JsonValue } from '#/collectors/formats/format.ts'
import { flattenJson, isJsonObject } from '#/collectors/formats/flatten-json.ts'
import type { Envelope } from '#/collectors/raw-log/record.ts'
import type { Event } from '#/kernel/event.ts'
import { textOf } from '#/kernel/event.ts'

export interface ParseCase {
  readonly text: string
  readonly envelope: Envelope
  /** Flat; undefined when the sample's authors drop the line. */
  readonly expected: Event | undefined
  /** Flat fields that the input document already had, or the shipper's settings added. */
  readonly context: Event
  readonly zoneOffsetMinutes: number
  /** The sample's own settings say that `@timestamp` changes with the year of the run. */
  readonly anyYear: boolean
}

export interface ParseSample {
  /** `apache.access`, `beats.nginx.error`. */
  readonly name: string
  readonly module: string
  readonly dataset: string
  readonly cases: readonly ParseCase[]
  readonly notes: readonly string[]
}

/** Packages of elastic/integrations and modules of Beats whose formats we read. */
const PACKAGES = ['apache', 'nginx', 'system', 'fortinet_fortigate', 'suricata', 'windows', 'cef'] as const
const BEATS = ['apache', 'nginx', 'system'] as const
/** Logs of a program that is none of our formats. */
const LEFT_OUT = new Set(['beats.nginx.ingress_controller'])

/** All samples, or undefined when the folder is not there. */
export function loadSamples(root: string): readonly ParseSample[] | undefined {
  if (!existsSync(root)) return undefined
  const folders = [
    ...PACKAGES.map(name => ({ name, path: join(root, name), beats: false })),
    ...BEATS.map(name => ({ name, path: join(root, '_beats-apache2', name), beats: true })),
  ]
  return folders
    .filter(folder => existsSync(folder.path))
    .flatMap(({ name, path, beats }) =>
      readdirSync(path, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => loadSample(name, entry.name, join(path, entry.name), beats))
        .filter(sample => !LEFT_OUT.has(sample.name)),
    )
}

function loadSample(module: string, stream: string, path: string, beats: boolean): ParseSample {
  const cases: ParseCase[] = []
  const notes: string[] = []
  for (const file of readdirSync(path).sort()) {
    if (!file.endsWith('-expected.json')) continue
    const input = join(path, file.slice(0, -'-expected.json'.length))
    if (!existsSync(input)) {
      notes.push(`${file}: its input is not among the samples`)
      continue
    }
    const answer = readJson(join(path, file))
    if (Array.isArray(answer)) cases.push(...beatsCases(input, answer))
    else cases.push(...integrationCases(input, answer['expected'] as readonly JsonValue[], module, notes))
  }
  const name = `${beats ? 'beats.' : ''}${module}.${stream}`
  return { name, module, dataset: `${module}.${stream}`, cases, notes }
}

function beatsCases(input: string, answers: readonly JsonObject[]): ParseCase[] {
  const bytes = readFileSync(input)
  const starts = answers.map(answer => Number(answer['log.offset']))
  return answers.map((answer, i) => {
    const start = starts[i]!
    const newline = bytes.indexOf(10, start)
    const lineEnd = newline === -1 ? bytes.length : newline
    const next = starts.find(other => other > start)
    const joined = isJoined(answer) && next !== undefined ? next : lineEnd
    const expected = flat(answer)
    return {
      text: bytes.toString('utf8', start, joined).trimEnd(),
      envelope: 'line',
      expected,
      context: pick(expected, ['event.timezone', 'log.file.path', 'event.created']),
      zoneOffsetMinutes: zoneOf(textOf(expected, 'event.timezone') ?? 'Z'),
      anyYear: false,
    }
  })
}

function isJoined(answer: JsonObject): boolean {
  return [answer['log.flags'] ?? []].flat().includes('multiline')
}

function integrationCases(
  input: string,
  answers: readonly JsonValue[],
  module: string,
  notes: string[],
): ParseCase[] {
  const config = existsSync(`${input}-config.yml`) ? readFileSync(`${input}-config.yml`, 'utf8') : ''
  const zone = /timezone: "?([^"\n]+)"?/.exec(config)?.[1]
  const settings = {
    zoneOffsetMinutes: zone === undefined ? 0 : zoneOf(zone),
    anyYear: /dynamic_fields:[^]*"@timestamp"/.test(config),
  }
  const inputs = input.endsWith('.json') ? documentInputs(input, module) : lineInputs(input, config)
  if (inputs.length !== answers.length) {
    notes.push(`${input.split('/').at(-1)}: ${inputs.length} lines, ${answers.length} expected documents`)
  }
  return answers.map((answer, i) => {
    const expected = isJsonObject(answer) ? flat(answer) : undefined
    const given = inputs[i]
    const original = expected?.['event.original']
    const line = given?.envelope === 'json' || typeof original !== 'string' ? undefined : original
    const shipper = expected === undefined ? {} : pick(expected, zone === undefined ? [] : ['event.timezone'])
    // On a line of text, event.created is the time at which the sample's shipper read it.
    if (expected !== undefined && input.endsWith('.log'))
      Object.assign(shipper, pick(expected, ['event.created']))
    return {
      text: line ?? given?.text ?? '',
      envelope: given?.envelope ?? 'line',
      expected,
      context: { ...given?.context, ...shipper },
      ...settings,
    }
  })
}

interface Input {
  readonly text: string
  readonly envelope: Envelope
  readonly context: Event
}

function documentInputs(input: string, module: string): Input[] {
  const { events } = readJson(input) as unknown as { readonly events: readonly JsonObject[] }
  return events.map(document => {
    const original = flat(document)['event.original']
    if (module === 'cef' && typeof original === 'string')
      return { text: original, envelope: 'line', context: {} }
    return { text: JSON.stringify(document), envelope: 'json', context: flat(document) }
  })
}

function lineInputs(input: string, config: string): Input[] {
  const pattern = /first_line_pattern: ['"](.*)['"]/.exec(config)?.[1]?.replaceAll('\\\\', '\\')
  const first = pattern === undefined ? undefined : new RegExp(pattern)
  const texts: string[] = []
  for (const line of readFileSync(input, 'utf8').split('\n')) {
    if (first !== undefined && texts.length > 0 && !first.test(line)) texts.push(`${texts.pop()}\n${line}`)
    else if (line.trim() !== '') texts.push(line)
  }
  return texts.map(text => ({ text: text.trimEnd(), envelope: 'line', context: {} }))
}

function readJson(path: string): JsonObject {
  return JSON.parse(readFileSync(path, 'utf8')) as JsonObject
}

function flat(document: JsonObject): Event {
  const event: Event = {}
  flattenJson(document, event, 'sample', [])
  return event
}

function pick(event: Event, fields: readonly string[]): Event {
  return Object.fromEntries(
    fields.flatMap(field => (event[field] === undefined ? [] : [[field, event[field]]])),
  )
}

function zoneOf(text: string): number {
  const match = /([+-])(\d{2}):?(\d{2})$/.exec(text)
  return match === null ? 0 : Number(`${match[1]}1`) * (Number(match[2]) * 60 + Number(match[3]))
}
