// The validator: a valid playbook passes both profiles, and each way of spoiling it is found where it was done.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { FINDING_WEIGHTS, type FindingCode } from '#/playbooks/cacao/finding.ts'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'
import { altered, ID, samplePlaybook } from './sample-playbook.ts'

type Path = readonly (string | number)[]
interface Spoiled {
  readonly what: string
  readonly set: readonly (readonly [path: Path, value: unknown])[]
  readonly code: FindingCode
  readonly pointer: string
  readonly says: RegExp
}

const step = (id: string, ...rest: Path): Path => ['workflow', id, ...rest]
const own = (id: string, ...rest: Path): Path => step(id, 'step_extensions', THAPCANH_EXTENSION, ...rest)
const command = (id: string, ...rest: Path): Path => step(id, 'commands', 0, ...rest)
const form = (...rest: Path): Path => own(ID.ask, 'form', 0, ...rest)
const at = (path: Path): string => path.map(key => `/${key}`).join('')
const one = (
  what: string,
  path: Path,
  value: unknown,
  code: FindingCode,
  says: RegExp,
  pointer = at(path),
): Spoiled => ({ what, set: [[path, value]], code, pointer, says })

const SPOILED: readonly Spoiled[] = [
  one('another type', ['type'], 'identity', 'document.not-playbook', /"type" must be "playbook"/),
  one('no version', ['spec_version'], undefined, 'document.not-playbook', /cacao-2.0.*absent/),
  one('no name', ['name'], undefined, 'property.missing', /"name" is missing/),
  one('no workflow', ['workflow'], undefined, 'property.missing', /"workflow" is missing/),
  one('an id of another kind', ['id'], ID.start, 'property.value', /identifier such as playbook--/),
  one('a local time', ['created'], '2026-11-01T00:00:00+07:00', 'property.value', /time in UTC/),
  one('a number for a text', ['name'], 7, 'property.type', /"name" must be string/),
  one('a priority of 101', ['priority'], 101, 'property.value', /"priority" must be <= 100/),
  one('an empty list', ['labels'], [], 'property.value', /"labels"/),
  one(
    'a misspelt member',
    ['playbook_extension'],
    {},
    'property.unknown',
    /"playbook_extension" is not known/,
  ),
  one('modified before created', ['modified'], '2026-10-01T00:00:00Z', 'time.order', /before created/),
  one('an end before its start', ['valid_until'], '2026-01-01T00:00:00Z', 'time.order', /before valid_from/),
  one(
    'a step of another type than its id',
    step(ID.leftEnd, 'type'),
    'start',
    'step.id',
    /such as start--/,
    at(step(ID.leftEnd)),
  ),
  one(
    'a type of step that does not exist',
    step(ID.left, 'type'),
    'single',
    'step.type-unknown',
    /is "single"/,
  ),
  one(
    'a step without agent',
    step(ID.left, 'agent'),
    undefined,
    'step.no-agent',
    /"agent" is missing/,
    at(step(ID.left)),
  ),
  one(
    'a step that leads nowhere',
    step(ID.left, 'on_completion'),
    undefined,
    'step.no-way-on',
    /must say where/,
    at(step(ID.left)),
  ),
  one(
    'completion and failure',
    step(ID.left, 'on_failure'),
    ID.leftEnd,
    'step.two-ways',
    /either on_completion/,
    at(step(ID.left, 'on_completion')),
  ),
  one(
    'an end that goes on',
    step(ID.end, 'on_completion'),
    ID.failedEnd,
    'step.way-not-allowed',
    /an end step has no/,
  ),
  one(
    'a start that fails',
    step(ID.start, 'on_failure'),
    ID.failed,
    'step.way-not-allowed',
    /a start step has no/,
  ),
  one(
    'a step that does not exist',
    step(ID.left, 'on_completion'),
    ID.end.replace('27', '97'),
    'step.dangling',
    /there is no step end--/,
  ),
  one(
    'a case that leads nowhere',
    step(ID.choose, 'cases', 'block'),
    'action--x',
    'step.dangling',
    /there is no step action--x/,
  ),
  one('a start that is none', ['workflow_start'], ID.search, 'workflow.start', /is not a start step/),
  one('no start', ['workflow_start'], 'start--x', 'workflow.start', /there is no step start--x/),
  one(
    'a second start',
    step(ID.leftEnd),
    { type: 'start', on_completion: ID.end },
    'workflow.second-start',
    /one start step/,
  ),
  one(
    'failures that go nowhere',
    ['workflow_exception'],
    'action--x',
    'workflow.exception',
    /no step action--x/,
  ),
  one(
    'a way back',
    step(ID.check, 'on_completion'),
    ID.check,
    'workflow.cycle',
    /only a while-condition repeats/,
  ),
  one(
    'a way back to the loop',
    step(ID.check, 'on_completion'),
    ID.loop,
    'workflow.cycle',
    /returns to a while-condition by itself/,
  ),
  one(
    'a step that nothing leads to',
    step(ID.end.replace('27', '98')),
    { type: 'end' },
    'workflow.unreachable',
    /nothing leads here/,
  ),
  one(
    'a branch that leads into the other',
    step(ID.left, 'on_completion'),
    ID.right,
    'branch.jumps-out',
    /belongs to another branch/,
  ),
  one(
    'a branch that leads to what follows',
    step(ID.block, 'on_completion'),
    ID.both,
    'branch.jumps-out',
    /belongs to another branch/,
  ),
  one(
    'two branches with one end',
    step(ID.left, 'on_completion'),
    ID.rightEnd,
    'branch.shared-end',
    /ends another branch too/,
    at(step(ID.right, 'on_completion')),
  ),
  one(
    'a loop without cap',
    own(ID.loop, 'max_rounds'),
    undefined,
    'loop.no-cap',
    /no max_rounds/,
    at(step(ID.loop)),
  ),
  one(
    'a switch without default',
    step(ID.choose, 'cases', 'default'),
    undefined,
    'switch.no-default',
    /no case "default"/,
    at(step(ID.choose, 'cases')),
  ),
  one(
    'a variable without underscores',
    ['playbook_variables', 'ip'],
    { type: 'string' },
    'variable.name',
    /not a variable name/,
  ),
  one(
    'a value of another type',
    ['playbook_variables', '__ip__', 'value'],
    'x',
    'variable.type',
    /not an IPv4 address/,
  ),
  one(
    'null for a value',
    ['playbook_variables', '__hits__', 'value'],
    null,
    'property.value',
    /instead of null/,
  ),
  one(
    'a number for a value',
    ['playbook_variables', '__hits__', 'value'],
    3,
    'property.type',
    /must be text/,
  ),
  one(
    'a type of variable that does not exist',
    ['playbook_variables', '__hits__', 'type'],
    'int',
    'variable.type-unknown',
    /"int" is none of/,
  ),
  one(
    'a command with an unknown variable',
    command(ID.left, 'command'),
    '__no__:value',
    'variable.unknown',
    /__no__ is declared nowhere/,
  ),
  one(
    'an unknown variable without :value',
    command(ID.left, 'command'),
    'x __no__',
    'variable.unknown-bare',
    /__no__ is declared nowhere/,
  ),
  one(
    "another step's own variable",
    command(ID.left, 'command'),
    '__file__:value',
    'variable.unknown',
    /__file__ is declared nowhere/,
  ),
  one(
    'an unknown variable in base64',
    command(ID.check, 'command_b64'),
    'X19ub19fOnZhbHVl',
    'variable.unknown',
    /__no__ is declared nowhere/,
  ),
  one(
    'an unknown argument',
    step(ID.search, 'in_args', 0),
    '__no__',
    'variable.unknown',
    /in_args names __no__/,
  ),
  one(
    'a switch on an unknown variable',
    step(ID.choose, 'switch'),
    '__no__:value',
    'variable.unknown',
    /__no__/,
  ),
  one(
    'an address of an unknown variable',
    ['target_definitions', ID.zone, 'address', 'ipv4', 0],
    '__no__:value',
    'variable.unknown',
    /__no__/,
  ),
  one(
    'a condition on an unknown variable',
    step(ID.right, 'condition'),
    "__ip__:value = '' OR __no__ = 1",
    'variable.unknown',
    /character 22: __no__/,
  ),
  one(
    'a condition that compares with one',
    step(ID.right, 'condition'),
    "__ip__ = '__no__:value'",
    'variable.unknown',
    /__no__/,
  ),
  one(
    'an output into a constant',
    step(ID.check, 'out_args', 0),
    '__limit__',
    'variable.constant',
    /writes to __limit__/,
  ),
  one(
    'a constant without value',
    ['playbook_variables', '__limit__', 'value'],
    undefined,
    'variable.constant',
    /has no value/,
    '/playbook_variables/__limit__',
  ),
  one(
    'a condition that is none',
    step(ID.right, 'condition'),
    '__hits__:value >',
    'condition.invalid',
    /character 17: a value was expected/,
  ),
  one(
    'a condition about observations in time',
    step(ID.loop, 'condition'),
    '[__hits__ = 1] REPEATS 2 TIMES',
    'condition.invalid',
    /REPEATS has no meaning/,
  ),
  one(
    'a variable on the right',
    step(ID.right, 'condition'),
    '__hits__:value > __limit__:value',
    'condition.not-stix',
    /character 18: STIX has no variable there/,
  ),
  one(
    'an unknown agent',
    step(ID.left, 'agent'),
    ID.server,
    'agent.unknown',
    /does not stand in agent_definitions/,
  ),
  one(
    'an unknown target',
    step(ID.search, 'targets', 0),
    ID.team,
    'target.unknown',
    /does not stand in target_definitions/,
  ),
  one(
    'an unknown authentication',
    ['target_definitions', ID.server, 'authentication_info'],
    ID.tlp,
    'authentication.unknown',
    /does not stand in/,
  ),
  one('an unknown marking', ['markings', 0], ID.login, 'marking.unknown', /data_marking_definitions/),
  one(
    'a level TLP does not have',
    ['data_marking_definitions', ID.tlp, 'tlpv2_level'],
    'TLP:WHITE',
    'property.value',
    /must be one of TLP:RED/,
  ),
  one(
    'an agent of no known type',
    ['agent_definitions', ID.team, 'type'],
    'team',
    'definition.type-unknown',
    /"team" is none of/,
  ),
  one(
    'an agent under a foreign id',
    ['agent_definitions', ID.team, 'type'],
    'individual',
    'definition.id',
    /such as individual--/,
    `/agent_definitions/${ID.team}`,
  ),
  one(
    'a marking under a foreign id',
    ['data_marking_definitions', ID.tlp, 'id'],
    ID.tlp.replace('36', '63'),
    'definition.id',
    /the key under which it stands/,
  ),
  one(
    'an address that is none',
    ['target_definitions', ID.zone, 'address', 'ipv4', 0],
    '192.0.2',
    'property.value',
    /is not an IPv4 address/,
  ),
  one(
    'a kind of address that does not exist',
    ['target_definitions', ID.zone, 'address', 'ip'],
    [],
    'property.unknown',
    /"ip" is not known/,
  ),
  one('an unknown command', command(ID.left, 'type'), 'ansible', 'command.type-unknown', /is "ansible"/),
  one('a command without type', command(ID.left, 'type'), undefined, 'property.missing', /absent/),
  one(
    'a command without text',
    command(ID.left, 'command'),
    undefined,
    'command.no-text',
    /neither command nor/,
    at(command(ID.left)),
  ),
  one(
    'a member of another command',
    command(ID.left, 'headers'),
    {},
    'property.unknown',
    /"headers" is not known/,
  ),
  one('base64 that is none', command(ID.check, 'command_b64'), 'S2nh!', 'property.value', /base64/),
  one(
    'a person asked to speak HTTP',
    step(ID.block, 'targets'),
    undefined,
    'command.agent',
    /http-api wants/,
    at(command(ID.block)),
  ),
  one(
    'a password',
    ['authentication_info_definitions', ID.basic, 'password'],
    'x',
    'secret.inside',
    /password stands in the playbook/,
  ),
  one(
    'a token',
    ['authentication_info_definitions', ID.oauth, 'token'],
    'x',
    'secret.inside',
    /token stands/,
  ),
  one(
    'a token in a header',
    command(ID.block, 'headers', 'Authorization', 0),
    'Bearer abc',
    'secret.inside',
    /header Authorization/,
  ),
  one(
    'a private key',
    command(ID.search, 'command'),
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    'secret.inside',
    /a private key/,
  ),
  one(
    'a password in a URL',
    command(ID.search, 'command'),
    'curl https://a:b@example.com/',
    'secret.inside',
    /in a URL/,
  ),
  one(
    'an extension defined nowhere',
    ['extension_definitions', THAPCANH_EXTENSION],
    undefined,
    'extension.undefined',
    /extension_definitions/,
    at(['playbook_extensions', THAPCANH_EXTENSION]),
  ),
  one('a misspelt member of ours', own(ID.ask, 'cite'), ['x'], 'extension.invalid', /"cite" is not known/),
  one(
    'a role that does not exist',
    own(ID.ask, 'role'),
    'boss',
    'extension.invalid',
    /must be one of analyst/,
  ),
  one(
    'an eleventh kind',
    ['playbook_extensions', THAPCANH_EXTENSION, 'trigger', 'mau05', 0],
    11,
    'extension.invalid',
    /<= 10/,
  ),
  one(
    'a document that does not exist',
    own(ID.ask, 'document'),
    'mau-99',
    'extension.invalid',
    /must be one of/,
  ),
  one(
    'a loop cap beside a loop',
    own(ID.ask, 'max_rounds'),
    3,
    'extension.misplaced',
    /only at a while-condition/,
  ),
  one(
    'a form beside a request',
    own(ID.block, 'form'),
    [{ variable: '__x__', label: 'x', kind: 'text', required: true }],
    'extension.misplaced',
    /only at a manual command/,
  ),
  one(
    'a way back from a question',
    own(ID.ask, 'rollback'),
    'x',
    'extension.misplaced',
    /only where something is sent/,
  ),
  one(
    'an answer that goes nowhere',
    form('variable'),
    '__hits__',
    'form.variable',
    /not among the step's out_args/,
  ),
  one(
    'an answer of another type',
    step(ID.ask, 'step_extensions'),
    {
      [THAPCANH_EXTENSION]: {
        form: [
          { variable: '__decision__', label: 'x', kind: 'yes-no', required: true },
          { variable: '__decision__', label: 'x', kind: 'text', required: true },
        ],
      },
    },
    'form.variable',
    /asked twice/,
    at(form('variable')).replace('form/0', 'form/1'),
  ),
  one(
    'a choice without choices',
    form('choices'),
    undefined,
    'extension.invalid',
    /choices belong/,
    at(form()),
  ),
  one(
    'choices with one value',
    form('choices', 1, 'value'),
    'block',
    'extension.invalid',
    /two choices/,
    at(form('choices')),
  ),
  one(
    'a yes or no into a number',
    step(ID.check, 'step_extensions'),
    {
      [THAPCANH_EXTENSION]: {
        form: [{ variable: '__stable__', label: 'x', kind: 'number', required: true }],
      },
    },
    'form.variable',
    /__stable__ is bool/,
    at(own(ID.check, 'form', 0, 'kind')),
  ),
  one('nobody who must agree', own(ID.block, 'approval', 'quorum'), 0, 'extension.invalid', />= 1/),
  one(
    'an approval without a reason',
    own(ID.block, 'approval', 'reason'),
    ' . ',
    'approval.invalid',
    /why a person must look/,
  ),
  one(
    'retries of what is not idempotent',
    own(ID.search, 'idempotent'),
    undefined,
    'retry.invalid',
    /declared idempotent/,
    at(own(ID.search, 'retry')),
  ),
  one(
    'retries that shrink',
    own(ID.search, 'retry', 'max_ms'),
    10,
    'retry.invalid',
    /above max_ms/,
    at(own(ID.search, 'retry')),
  ),
  one(
    'a signature with two keys',
    ['signatures'],
    [{ type: 'jss', thumbprint: 'a', public_key: 'b' }],
    'property.value',
    /exactly one of/,
    '/signatures/0',
  ),
  one('a document without bottom', ['labels'], nested(40), 'document.too-large', /deeper than/, ''),
  one(
    'more steps than can be',
    ['workflow'],
    Object.fromEntries(Array.from({ length: LIMITS.maxPlaybookSteps + 1 }, (_, n) => [`end--${n}`, {}])),
    'document.too-large',
    /at most 500/,
  ),
]

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)]
}

function spoil({ set }: Spoiled): unknown {
  return set.reduce((document, [path, value]) => altered(document, path, value), samplePlaybook())
}

describe('the validator', () => {
  test('finds nothing wrong with a playbook of all eight steps', () => {
    for (const profile of ['strict', 'interop'] as const) {
      const { playbook, errors, warnings } = validatePlaybook(samplePlaybook(), profile)
      expect({ errors, warnings }).toEqual({ errors: [], warnings: [] })
      expect(playbook?.id).toBe(ID.playbook)
    }
  })

  test.for(SPOILED)('finds $what', spoiled => {
    for (const profile of ['strict', 'interop'] as const) {
      const result = validatePlaybook(spoil(spoiled), profile)
      const weight = FINDING_WEIGHTS[spoiled.code][profile === 'strict' ? 0 : 1]
      const list = weight === 'error' ? result.errors : result.warnings
      const found = list.filter(({ code, pointer }) => code === spoiled.code && pointer === spoiled.pointer)
      expect({ profile, found, all: list.map(({ code, pointer }) => [code, pointer]) }).toMatchObject({
        found: [{ message: expect.stringMatching(spoiled.says) as string }],
      })
      expect(result.playbook === undefined).toBe(result.errors.length > 0)
    }
  })

  test('has a way of spoiling for every code', () => {
    const missing = Object.keys(FINDING_WEIGHTS).filter(
      code => !SPOILED.some(spoiled => spoiled.code === code),
    )
    expect(missing).toEqual([])
  })

  test('names the step by id and name', () => {
    const { errors } = validatePlaybook(
      altered(samplePlaybook(), step(ID.left, 'on_completion'), undefined),
      'strict',
    )
    expect(errors[0]).toEqual({
      pointer: at(step(ID.left)),
      step: ID.left,
      code: 'step.no-way-on',
      message: `step ${ID.left} "Ghi nhận": on_completion or on_success must say where it goes on`,
    })
  })

  test('tells all that is wrong at once', () => {
    const document = samplePlaybook()
    for (const extra of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']) document[extra] = 1
    delete document['name']
    expect(validatePlaybook(document, 'strict').errors).toHaveLength(11)
    expect(validatePlaybook(document, 'interop').errors).toHaveLength(1)
  })

  test('answers any JSON without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        expect(validatePlaybook(value, 'strict').playbook).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  test('answers a playbook with any member replaced by anything', () => {
    const paths: Path[] = []
    const collect = (value: unknown, path: Path): void => {
      if (path.length > 0) paths.push(path)
      if (typeof value !== 'object' || value === null) return
      for (const [key, part] of Object.entries(value)) collect(part, [...path, key])
    }
    collect(samplePlaybook(), [])
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        ID.start,
        ID.loop,
        '__ip__',
        'constructor',
        JSON.parse('{"__proto__":{"type":"end"}}'),
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const { errors, playbook } = validatePlaybook(altered(samplePlaybook(), path, value), 'interop')
        expect(playbook === undefined).toBe(errors.length > 0)
      }),
      { numRuns: 500 },
    )
  })

  test('is done with a long chain of steps and with a wide fan in a moment', () => {
    const count = LIMITS.maxPlaybookSteps - 2
    const id = (type: string, number: number): string =>
      `${type}--0c5d2b1a-7e4f-4a6b-9c8d-${String(number).padStart(12, '0')}`
    const workflow: Record<string, unknown> = {
      [ID.start]: { type: 'start', on_completion: id('parallel', 1) },
    }
    for (let n = 1; n < count; n += 1) {
      const next = n + 1 < count ? id('parallel', n + 1) : ID.end
      workflow[id('parallel', n)] = {
        type: 'parallel',
        next_steps: Array.from({ length: 50 }, () => next),
        on_completion: next,
      }
    }
    workflow[ID.end] = { type: 'end' }
    const from = performance.now()
    expect(validatePlaybook({ ...samplePlaybook(), workflow }, 'strict').playbook).toBeUndefined()
    expect(performance.now() - from).toBeLessThan(10_000)
  })
})
