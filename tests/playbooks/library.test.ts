// The library: every document strictly valid, in two languages, citing its articles, capped, asking where the law
// names a person; dry runs show every command; and each playbook runs to its end with people who answer.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { runCases } from '#/correlation/rule-cases.ts'
import { FORM_IDS } from '#/kernel/form.ts'
import type { Action } from '#/playbooks/action.ts'
import type { ActionStep, Command, CommandType, Playbook, WorkflowStep } from '#/playbooks/cacao/playbook.ts'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import type { PendingQuestion, Settled } from '#/playbooks/desk.ts'
import {
  THAPCANH_EXTENSION,
  type FormField,
  type PlaybookExtension,
  type StepExtension,
} from '#/playbooks/extension.ts'
import { loadLibrary } from '#/playbooks/library/load-library.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { inventedActions } from './actions/invented-actions.ts'
import { openDesk } from './engine/invented-desk.ts'

const folder = join(import.meta.dirname, '..', '..', 'playbooks', 'library')
const library = loadLibrary()

const extensionOf = (step: WorkflowStep): StepExtension => step.step_extensions?.[THAPCANH_EXTENSION] ?? {}
const ownOf = (playbook: Playbook): PlaybookExtension =>
  playbook.playbook_extensions?.[THAPCANH_EXTENSION] ?? {}
const stepsOf = ({ workflow }: Playbook): readonly WorkflowStep[] => Object.values(workflow)
const actionsOf = (playbook: Playbook): readonly ActionStep[] =>
  stepsOf(playbook).filter(step => step.type === 'action')
const commandsOf = (playbook: Playbook): readonly Command[] =>
  actionsOf(playbook).flatMap(({ commands }) => commands)
const textOf = ({ commands: [command] }: ActionStep): string =>
  typeof command!['command'] === 'string' ? command!['command'] : ''
const asks = ({ commands: [command] }: ActionStep): boolean => command!.type === 'manual'
const triggered = library.filter(playbook => ownOf(playbook).trigger !== undefined)
const titled = (playbooks: readonly Playbook[]): [string, Playbook][] =>
  playbooks.map(playbook => [playbook.name, playbook])
const VIETNAMESE = /[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]/i

const INCIDENT: Readonly<Record<string, string>> = {
  __incident_id__: 'i-1',
  __incident_code__: '2026-0001',
  __incident_title__: 'Đăng nhập "lạ" từ 203.0.113.7 $(id)',
  __severity__: 'high',
  __mau05__: '4',
  __system_id__: 's-1',
  __system_name__: 'Cổng dịch vụ công',
  __system_level__: '3',
  __entity_field__: 'source.ip',
  __entity__: '203.0.113.7',
  __source_ip__: '203.0.113.7',
  __host__: 'web-01.example.com',
  __user__: 'lan',
  __first_seen__: '2026-11-22T01:00:00.000Z',
  __last_seen__: '2026-11-22T01:30:00.000Z',
  __console_url__: 'https://soc.example.com/incidents/i-1',
}

describe('the library', () => {
  test('is every document of the folder, each with ids of its own', () => {
    expect(library).toHaveLength(readdirSync(folder).filter(file => file.endsWith('.json')).length)
    expect(new Set(library.map(({ id }) => id)).size).toBe(library.length)
    const steps = library.flatMap(({ workflow }) => Object.keys(workflow))
    expect(new Set(steps).size).toBe(steps.length)
  })

  test('starts by itself on each of the ten kinds of Mẫu số 05 and on serious incidents, once each', () => {
    const kinds = triggered.flatMap(playbook => ownOf(playbook).trigger?.mau05 ?? [])
    expect([...kinds].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(triggered.filter(playbook => ownOf(playbook).trigger?.gravity === 'serious')).toHaveLength(1)
    expect(triggered).toHaveLength(11)
  })

  test.for(titled(library))('%s: strictly valid without a remark', ([, playbook]) => {
    expect(validatePlaybook(playbook, 'strict')).toMatchObject({ errors: [], warnings: [] })
  })

  test.for(titled(library))(
    '%s: every step has a name in both languages, every question its words',
    ([, playbook]) => {
      const { name_en: english, description_en: about } = ownOf(playbook)
      expect([english, about, playbook.description].every(text => (text ?? '').length > 5)).toBe(true)
      const steps = stepsOf(playbook)
      const unnamed = steps.filter(step => {
        const { name_en: name = '' } = extensionOf(step)
        return name === '' || (step.name ?? '') === '' || step.name === name
      })
      const questions = actionsOf(playbook).filter(asks)
      const wordless = questions.filter(step => (extensionOf(step).description_en ?? '').length < 20)
      const foreign = questions.filter(step => !VIETNAMESE.test(textOf(step)))
      const fields = steps.flatMap(step => extensionOf(step).form ?? [])
      const labels = [...fields, ...fields.flatMap(({ choices = [] }) => choices)]
      const approvals = steps.flatMap(step => extensionOf(step).approval ?? [])
      expect({ unnamed, wordless, foreign }).toEqual({ unnamed: [], wordless: [], foreign: [] })
      expect(labels.filter(({ label, label_en }) => label === '' || label_en === undefined)).toEqual([])
      expect(approvals.filter(({ reason_en }) => reason_en === undefined)).toEqual([])
    },
  )

  test.for(titled(library))(
    '%s: a question cites its article, a loop has a cap, a variable a first value',
    ([, playbook]) => {
      for (const step of stepsOf(playbook)) {
        const { cites = [], max_rounds: rounds, role } = extensionOf(step)
        const question = step.type === 'action' && asks(step)
        expect({
          name: step.name,
          cited: !question || cites.length > 0,
          role: !question || role !== undefined,
        }).toMatchObject({
          cited: true,
          role: true,
        })
        expect(step.type === 'while-condition' && !(rounds! <= 10)).toBe(false)
      }
      for (const [name, { value }] of Object.entries(playbook.playbook_variables ?? {}))
        expect({ name, known: value !== undefined }).toEqual({ name, known: true })
    },
  )

  test.for(titled(library))('%s: reaches nothing but the platform itself and people', ([, playbook]) => {
    const agents = Object.values({ ...playbook.agent_definitions, ...playbook.target_definitions })
    const addresses = agents.flatMap(({ address = {} }) => Object.values(address).flat())
    expect(addresses.filter(address => address !== 'thapcanh.internal')).toEqual([])
    expect(playbook.authentication_info_definitions).toBeUndefined()
  })

  test.for(titled(library))(
    '%s: what cuts off or reaches many waits for approval and names its way back',
    ([, playbook]) => {
      const quorumOf = (step: ActionStep): number => extensionOf(step).approval?.quorum ?? 0
      const blocks = actionsOf(playbook).filter(step => textOf(step).startsWith('POST /blocklists/'))
      const mails = actionsOf(playbook).filter(step => textOf(step).startsWith('POST /mail'))
      const byHand = actionsOf(playbook).filter(step => asks(step) && quorumOf(step) > 0)
      expect(blocks.filter(step => quorumOf(step) < 1 || extensionOf(step).rollback === undefined)).toEqual(
        [],
      )
      expect(mails.filter(step => quorumOf(step) < 1)).toEqual([])
      // What a person is to cut off or lock by hand, two must agree to.
      expect(byHand.filter(step => quorumOf(step) !== 2)).toEqual([])
    },
  )

  test.for(titled(library))(
    '%s: what it calls is here, gets what it declares and gives what is asked',
    ([, playbook]) => {
      for (const step of stepsOf(playbook)) {
        if (step.type !== 'playbook-action') continue
        const called = library.find(({ id }) => id === step.playbook_id)
        expect(called).toBeDefined()
        const inside = called!.playbook_variables ?? {}
        const own = playbook.playbook_variables ?? {}
        expect((step.in_args ?? []).filter(name => inside[name]?.external !== true)).toEqual([])
        expect(
          (step.out_args ?? []).filter(name => !(name in inside) || own[name]?.type !== inside[name]!.type),
        ).toEqual([])
      }
    },
  )

  test('takes every value of an incident that the platform gives', () => {
    for (const playbook of library)
      expect(
        Object.keys(INCIDENT).filter(name => playbook.playbook_variables?.[name]?.external !== true),
      ).toEqual([])
  })

  test('has every step of article 11 of Circular 20/2017, and drafts each document it wants', () => {
    const cited = new Set(library.flatMap(stepsOf).flatMap(step => extensionOf(step).cites ?? []))
    for (const step of ['1a', '1b', '1c', '1d', '1đ', '1e', '2', '3a', '3b', '3c', '4'])
      expect(cited).toContain(`Thông tư 20/2017/TT-BTTTT, Điều 11, bước ${step}`)
    const documents = new Set(library.flatMap(stepsOf).map(step => extensionOf(step).document))
    const wanted = [
      'thong-bao-su-co',
      'mau-03',
      'dien-bien',
      'phuong-an',
      'de-nghi-ho-tro',
      'mau-04',
      'bao-cao-72-gio',
    ] as const
    for (const form of wanted) expect(documents).toContain(form)
    expect(FORM_IDS).toEqual(expect.arrayContaining([...wanted]))
  })

  test('has the seven steps of article 14 of Decision 05/2017, step 5e in the official order', () => {
    const serious = triggered.find(playbook => ownOf(playbook).trigger?.gravity === 'serious')!
    const cited = new Set(stepsOf(serious).flatMap(step => extensionOf(step).cites ?? []))
    const parts = ['4a', '4b', '4c', '4d', '4đ', '4e', '5a', '5b', '5c', '5d', '5đ', '5e', '5g', '5h']
    for (const step of ['1', '2', '3', ...parts, '6', '7'])
      expect(cited).toContain(`Quyết định 05/2017/QĐ-TTg, Điều 14, bước ${step}`)
    const checklist = stepsOf(serious).find(step => step.name?.startsWith('5e.'))!
    expect(
      extensionOf(checklist)
        .form!.map(({ label }) => label)
        .slice(0, 8),
    ).toEqual([
      'Sao lưu hệ thống trước và sau khi xử lý sự cố',
      'Tiêu diệt các mã độc, phần mềm độc hại',
      'Khôi phục hệ thống, dữ liệu và kết nối',
      'Cấu hình hệ thống an toàn',
      'Kiểm tra thử toàn bộ hệ thống sau khi khắc phục',
      'Khắc phục các điểm yếu an toàn thông tin',
      'Bổ sung các thiết bị, phần cứng, phần mềm bảo đảm an toàn thông tin',
      'Triển khai theo dõi, giám sát, ngăn chặn khả năng lặp lại',
    ])
  })

  test('asks for evidence before anything is removed', () => {
    for (const playbook of library) {
      const names = stepsOf(playbook).map(({ name = '' }) => name)
      const [evidence, removal] = ['2a.', '3a.'].map(start => names.findIndex(name => name.startsWith(start)))
      expect(removal === -1 || (evidence !== -1 && evidence! < removal!)).toBe(true)
    }
  })

  test('an altered copy is not loaded', () => {
    expect(() => loadLibrary(import.meta.dirname)).not.toThrow()
    expect(() => loadLibrary(join(import.meta.dirname, 'cacao', 'nowhere'))).toThrow('nowhere')
  })
})

describe('searches and rules of the library', () => {
  const searches = library
    .flatMap(commandsOf)
    .filter(command => String(command['command']).startsWith('POST /search'))
  test('ask what the store understands', () => {
    expect(searches.length).toBeGreaterThan(30)
    for (const search of searches) {
      const { query } = JSON.parse(String(search['content'])) as { query: string }
      const filled = query.replaceAll(
        /__(\w+?)__:value/g,
        (_, name: string) => INCIDENT[`__${name}__`] ?? 'không biết',
      )
      expect(parseSearchQuery(filled)).toMatchObject({
        query: { kind: expect.stringMatching(/^(?:term|text|exists)$/) as string },
      })
    }
  })

  const rules = library.flatMap(playbook =>
    commandsOf(playbook)
      .filter(({ type }) => type === 'sigma')
      .map(command => Buffer.from(String(command['command_b64']), 'base64').toString('utf8')),
  )
  const hits: Readonly<Record<string, { readonly hit: object; readonly miss: object }>> = {
    'Thực thi đáng ngờ trên máy có mã độc': {
      hit: windows(
        'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
        'powershell -nop -enc SQBFAFgA',
      ),
      miss: windows('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell Get-Date'),
    },
    'Đăng nhập thành công từ địa chỉ nguồn': {
      hit: { 'event.category': 'authentication', 'event.outcome': 'success', 'source.ip': '203.0.113.7' },
      miss: { 'event.category': 'authentication', 'event.outcome': 'failure', 'source.ip': '203.0.113.7' },
    },
    'Máy chủ web chạy chương trình dòng lệnh': {
      hit: linux('/usr/bin/sh', 'sh -c id', '/usr/sbin/php-fpm'),
      miss: linux('/usr/bin/sh', 'sh -c id', '/usr/sbin/sshd'),
    },
    'Xóa bản sao lưu, tắt khôi phục': {
      hit: windows('C:\\Windows\\System32\\vssadmin.exe', 'vssadmin.exe Delete Shadows /All /Quiet'),
      miss: windows('C:\\Windows\\System32\\vssadmin.exe', 'vssadmin.exe list shadows'),
    },
    'Lệnh phá hoại dữ liệu': {
      hit: linux('/usr/bin/dd', 'dd if=/dev/zero of=/dev/sda bs=1M', '/usr/bin/bash'),
      miss: linux('/usr/bin/dd', 'dd if=/dev/sda of=/mnt/sda.dd', '/usr/bin/bash'),
    },
    'Gom và gửi dữ liệu ra ngoài': {
      hit: linux('/usr/bin/rclone', 'rclone copy /srv/data remote:x', '/usr/bin/bash'),
      miss: linux('/usr/bin/ls', 'ls /srv/data', '/usr/bin/bash'),
    },
  }

  test('rules find what they are for, and not what looks alike', () => {
    const files = rules.map((text, index) => {
      const title = /^title: (.*)$/m.exec(text)![1]!
      const { hit, miss } = hits[title]!
      const cases = [
        { name: 'hit', kind: 'hit', event: hit },
        { name: 'miss', kind: 'near-miss', event: miss },
      ]
      const filled = text.replaceAll(/__(\w+?)__:value/g, (_, name: string) => INCIDENT[`__${name}__`]!)
      return { path: `${index}.yml`, text: `${filled}cases: ${JSON.stringify(cases)}\n` }
    })
    const { rules: loaded, problems } = loadRules(files)
    expect(problems.filter(({ code }) => code !== 'rule.lint')).toEqual([])
    expect(loaded).toHaveLength(6)
    expect(runCases(loaded, parseCaseLine).filter(({ problem }) => problem !== undefined)).toEqual([])
  })
})

function windows(executable: string, commandLine: string): object {
  return {
    'event.category': 'process',
    'event.code': '1',
    'winlog.channel': 'Microsoft-Windows-Sysmon/Operational',
    'winlog.event_id': '1',
    'process.executable': executable,
    'process.command_line': commandLine,
  }
}

function linux(executable: string, commandLine: string, parent: string): object {
  return {
    'event.category': 'process',
    'event.type': 'start',
    'event.module': 'linux',
    'host.os.type': 'linux',
    'process.executable': executable,
    'process.command_line': commandLine,
    'process.parent.executable': parent,
  }
}

const lead = { name: 'lan', role: 'lead' } as const
const admin = { name: 'minh', role: 'admin' } as const

describe('the library in use', () => {
  test.for(titled([...triggered, ...library.filter(({ name }) => name.startsWith('Quy trình'))]))(
    '%s: its dry run shows every command and what would change',
    async ([, playbook]) => {
      using platform = inventedActions({ mail: () => Promise.reject(new Error('not sent in a dry run')) })
      await using city = await openDesk(library, { actions: type => platform.actions.get(type) })
      for (const variables of [INCIDENT, {}]) {
        const dry = await city.desk.dryRun({ playbookId: playbook.id, incidentId: null, variables })
        if ('kind' in dry) throw new Error(dry.reason)
        expect(dry.problems).toEqual([])
        expect(
          dry.steps.flatMap(({ name, commands }) =>
            commands.flatMap(({ problems }) => problems.map(({ detail }) => `${name}: ${detail}`)),
          ),
        ).toEqual([])
        expect(
          dry.steps.filter(
            ({ type, commands }) => type === 'action' && !commands.every(({ rendered }) => rendered !== null),
          ),
        ).toEqual([])
        expect(dry.changes.length).toBeGreaterThan(0)
      }
    },
  )

  test.for(titled([...triggered, ...library.filter(({ name }) => name.startsWith('Quy trình'))]))(
    '%s: runs to its end with people who answer, one round more when it is not yet stable',
    async ([, playbook]) => {
      const sent: string[] = []
      using platform = inventedActions({
        mail: () =>
          Promise.resolve(void sent.push('mail')).then(
            () => ({ kind: 'accepted', answer: '250', refusedRecipients: [] }) as never,
          ),
        search: query =>
          Promise.resolve(void sent.push(query)).then(() => ({
            count: 1,
            complete: true,
            lines: ['một dòng __x__ "lạ"'],
          })),
        detect: () => Promise.resolve({ count: 0, complete: true, lines: [] }),
      })
      const actions = (type: CommandType): Action | undefined => platform.actions.get(type)
      await using city = await openDesk(library, { actions })
      const runId = await city.start(INCIDENT, playbook.id)
      const checked = new Map<string, number>()
      let asked = 0
      let state = 'running'
      for (let turn = 0; turn < 4000 && state !== 'succeeded' && state !== 'failed'; turn += 1) {
        const { run, pending } = (await city.desk.run(runId))!
        state = run.state
        for (const question of pending) {
          asked += 1
          await settle(city.desk, question, checked)
        }
        if (pending.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
      }
      expect({ state, end: (await city.log(runId)).at(-1) }).toMatchObject({ state: 'succeeded' })
      expect(asked).toBeGreaterThan(10)
      const lists = await platform.blockLists.lists()
      expect(lists.reduce((sum, { entries }) => sum + entries, 0)).toBeGreaterThan(0)
    },
  )
})

/** Agrees, says yes, and finds the system stable only the second time. */
async function settle(
  desk: Awaited<ReturnType<typeof openDesk>>['desk'],
  { id, stepName, approval, manual }: PendingQuestion,
  checked: Map<string, number>,
): Promise<void> {
  if (approval !== null) {
    const by = approval.given.length === 0 ? lead : admin
    const reason = 'Đồng ý'
    return mustBeDone(stepName, await desk.decide(id, { approve: true, reason, by, digest: approval.digest }))
  }
  const { form, document } = manual!
  if (document !== null) return mustBeDone(stepName, await desk.completeTask(id, { by: lead, note: 'đã ký' }))
  const answers = Object.fromEntries(form.map(field => [field.variable, answerTo(field, checked)]))
  return mustBeDone(stepName, await desk.answer(id, { done: true, answers, note: '', by: lead }))
}

function mustBeDone(step: string, settled: Settled): void {
  if (settled.kind === 'refused') throw new Error(`${step}: ${settled.reason}`)
}

function answerTo({ variable, kind, choices = [] }: FormField, checked: Map<string, number>): string {
  const seen = checked.get(variable) ?? 0
  checked.set(variable, seen + 1)
  const waits = variable === '__stable__' || variable === '__resolved__'
  if (kind === 'yes-no') return String(!waits || seen > 0)
  if (kind === 'choice') return choices[0]!.value
  if (kind === 'time') return '2026-11-22T09:30:00Z'
  if (variable.endsWith('domain__')) return 'gia-mao.example.com'
  return GIVEN[variable] ?? 'đã ghi'
}

const GIVEN: Readonly<Record<string, string>> = {
  __block_address__: '203.0.113.7',
  __bad_url__: 'https://gia-mao.example.com/dang-nhap',
  __warn_to__: 'a@example.com, b@example.com',
}
