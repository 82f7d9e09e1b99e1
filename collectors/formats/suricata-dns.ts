// The `dns` part of Suricata EVE in its three versions: one answer an event (1), all answers of a response
// with a grouped summary (2), queries and answers in lists (3).

import type { Event } from '#/kernel/event.ts'
import { ipOf } from './entity-fields.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { setDomainParts } from './domain-name.ts'

export function applyDns(dns: JsonObject, event: Event): void {
  const type = dns['type']
  const isAnswer = type === 'answer' || type === 'response'
  if (typeof type === 'string')
    event['dns.type'] = type === 'query' || type === 'request' ? 'query' : 'answer'
  if (typeof dns['id'] === 'number') event['dns.id'] = String(dns['id'])
  if (typeof dns['rcode'] === 'string') event['dns.response_code'] = dns['rcode']
  const flags = FLAGS.filter(flag => dns[flag] === true)
  if (flags.length > 0) event['dns.header_flags'] = flags.map(flag => flag.toUpperCase())

  const first = Array.isArray(dns['queries']) ? (dns['queries'] as readonly JsonValue[])[0] : undefined
  const question = isJsonObject(first) ? first : dns
  const name = question['rrname']
  // A version 1 answer names the record it answers with, which behind an alias is not the question.
  const named = !isAnswer || isJsonObject(first) || Array.isArray(dns['answers']) || dns['version'] === 2
  if (typeof name === 'string' && name !== '') {
    if (named) event['dns.question.name'] = name
    setDomainParts(event, 'dns.question', name)
  }
  if (named && typeof question['rrtype'] === 'string') event['dns.question.type'] = question['rrtype']
  if (isAnswer) applyAnswers(dns, event)
}

const FLAGS = ['aa', 'tc', 'rd', 'ra'] as const

function applyAnswers(dns: JsonObject, event: Event): void {
  const list = Array.isArray(dns['answers']) ? (dns['answers'] as readonly JsonValue[]) : [dns]
  const values: Record<'data' | 'name' | 'type' | 'ttl', (string | number)[]> = {
    data: [],
    name: [],
    type: [],
    ttl: [],
  }
  for (const answer of list.slice(0, 256)) {
    if (!isJsonObject(answer) || !isText(answer['rdata'])) continue
    values.data.push(answer['rdata'])
    if (isText(answer['rrname'])) values.name.push(answer['rrname'])
    if (isText(answer['rrtype'])) values.type.push(answer['rrtype'])
    if (typeof answer['ttl'] === 'number') values.ttl.push(answer['ttl'])
    addResolved(answer['rdata'], event)
  }
  for (const [name, list] of Object.entries(values)) if (list.length > 0) event[`dns.answers.${name}`] = list
}

function addResolved(data: string, event: Event): void {
  const ip = ipOf(data)
  if (ip === undefined) return
  addValue(event, 'dns.resolved_ip', ip)
  addValue(event, 'related.ip', ip)
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== ''
}
