// What is wrong with a configuration, each mistake with the place where it stands: against the schema, and
// against what a schema cannot say.

import { isIP } from 'node:net'
import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { FORMAT_NAMES } from '#/collectors/formats/registry.ts'
import { ListenerConfigSchema } from '#/collectors/listeners/listener-config.ts'
import type { Problem } from '#/kernel/problem.ts'
import { noticeConfigMistakes } from '#/notices/notice-config.ts'
import { proofConfigMistakes } from '#/proof/proof-config.ts'
import { parseKnownHosts } from '#/playbooks/actions/known-hosts.ts'
import type { Config } from './config-schema.ts'

// The library stops at eight mistakes; a person mending a file wants them all.
Settings.Set({ maxErrors: 200 })

/** Turns a JSON pointer into `file:line:key`. */
type Place = (pointer: string) => string

/** Fills in what is not written; a listener gets the defaults of its kind. */
export function withDefaults(schema: TSchema, value: unknown): unknown {
  const filled: unknown = Value.Default(schema, value)
  const { listeners } = (filled ?? {}) as { listeners?: unknown }
  if (!Array.isArray(listeners)) return filled
  const all = listeners.map((each: unknown) => {
    const schema = listenerSchema(each)
    return schema === undefined ? each : Value.Default(schema, each)
  })
  return { ...(filled as object), listeners: all }
}

/** Where the value does not fit the schema, in the order of the schema. */
export function schemaProblems(schema: TSchema, value: unknown, place: Place): Problem[] {
  const { listeners } = (value ?? {}) as { listeners?: unknown }
  const own = Value.Errors(schema, value).filter(error => !/^\/listeners\/\d/.test(error.instancePath))
  const ofListeners = Array.isArray(listeners)
    ? listeners.flatMap((each: unknown, at) => listenerErrors(each, `/listeners/${at}`))
    : []
  const problems = [...own, ...ofListeners]
    // An unknown key is reported twice: where it stands, and for the object that must not have it.
    .filter(error => error.message !== 'must not have additional properties')
    .map(error => ({
      code: 'config.invalid' as const,
      where: place(error.instancePath),
      detail: error.message === 'schema is false' ? 'unknown key' : error.message,
    }))
  return problems.filter((problem, at) => problems.findIndex(other => other.where === problem.where) === at)
}

interface SchemaError {
  readonly instancePath: string
  readonly message: string
}

function listenerSchema(listener: unknown): (typeof ListenerConfigSchema.anyOf)[number] | undefined {
  const { kind } = (listener ?? {}) as { kind?: unknown }
  return ListenerConfigSchema.anyOf.find(schema => schema.properties.kind.const === kind)
}

/** Checks a listener against the schema of its kind: against the union, it would fail once for every kind. */
function listenerErrors(listener: unknown, pointer: string): readonly SchemaError[] {
  const schema = listenerSchema(listener)
  if (schema !== undefined) {
    return Value.Errors(schema, listener).map(error => ({
      instancePath: pointer + error.instancePath,
      message: error.message,
    }))
  }
  const { kind } = (listener ?? {}) as { kind?: unknown }
  const known = ListenerConfigSchema.anyOf.map(each => each.properties.kind.const).join(', ')
  const message =
    kind === undefined
      ? `must say its kind: ${known}`
      : `unknown kind ${JSON.stringify(kind)}; known: ${known}`
  return [{ instancePath: `${pointer}/kind`, message }]
}

/** What a schema cannot say: names used twice, names that mean nothing. */
export function meaningProblems(config: Config, place: Place): Problem[] {
  const problems: Problem[] = []
  const complain = (pointer: string, detail: string): void => {
    problems.push({ code: 'config.invalid', where: place(pointer), detail })
  }
  const listenerIds = new Set<string>()
  config.listeners.forEach((listener, at) => {
    if (listenerIds.has(listener.id)) complain(`/listeners/${at}/id`, `the id "${listener.id}" is used twice`)
    listenerIds.add(listener.id)
    if (
      listener.format !== undefined &&
      listener.format !== 'auto' &&
      !FORMAT_NAMES.includes(listener.format)
    ) {
      complain(
        `/listeners/${at}/format`,
        `unknown format "${listener.format}"; known: auto, ${FORMAT_NAMES.join(', ')}`,
      )
    }
  })
  const systemIds = new Set<string>()
  config.systems.forEach((system, at) => {
    if (systemIds.has(system.id)) complain(`/systems/${at}/id`, `the id "${system.id}" is used twice`)
    systemIds.add(system.id)
    system.addresses.forEach((address, index) => {
      if (!isAddressOrRange(address))
        complain(`/systems/${at}/addresses/${index}`, `"${address}" is neither an address nor a CIDR range`)
    })
    system.listeners.forEach((id, index) => {
      if (!listenerIds.has(id))
        complain(`/systems/${at}/listeners/${index}`, `no listener has the id "${id}"`)
    })
  })
  for (const { pointer, detail } of noticeConfigMistakes(config.notices))
    complain(`/notices${pointer}`, detail)
  const mailChannels = config.notices.email.map(({ id }) => id)
  proofConfigMistakes(config.proof, mailChannels, (pointer, detail) => complain(`/proof${pointer}`, detail))
  config.playbooks.knownHosts.forEach((line, at) => {
    for (const { detail } of parseKnownHosts([line]).problems) complain(`/playbooks/knownHosts/${at}`, detail)
  })
  if (config.media.textDays > config.media.mentionDays)
    complain('/media/textDays', 'texts cannot be kept longer than their mentions (mentionDays)')
  return problems
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
