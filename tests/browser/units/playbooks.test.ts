// The pure parts of the playbook pages: the flow of a document, the tree of a run, how long something waits.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StepProgressView } from '#/api/contract/playbook-views.ts'
import { moveDetail, moveText } from '#/web/playbooks/move-words.ts'
import { remainingText } from '#/web/playbooks/remaining-text.ts'
import { stepCounts, stepTree, type StepBranch } from '#/web/playbooks/step-tree.ts'
import { workflowTree, type FlowLine } from '#/web/playbooks/workflow-tree.ts'
import { inventedPlaybook } from '../../api/invented-playbooks.ts'

function outline(lines: readonly FlowLine[], depth = 0): string[] {
  return lines.flatMap(line =>
    line.kind === 'jump'
      ? [`${'  '.repeat(depth)}→ ${line.name}`]
      : [
          `${'  '.repeat(depth)}${line.name === '' ? line.type : line.name}`,
          ...line.branches.flatMap(({ label, lines: inside }) => [
            `${'  '.repeat(depth)}[${label}]`,
            ...outline(inside, depth + 1),
          ]),
        ],
  )
}

describe('the flow of a document', () => {
  test('is read from top to bottom, branches inside their step', () => {
    expect(outline(workflowTree(inventedPlaybook()))).toEqual([
      'parallel',
      '[branch 1]',
      '  Chặn',
      '[branch 2]',
      '  Hỏi đơn vị',
    ])
  })

  test('a failure that leads elsewhere is a branch, and a step reached again is named', () => {
    const document = {
      workflow_start: 'start',
      workflow: {
        start: { type: 'start', on_completion: 'a' },
        a: { type: 'action', name: 'A', on_success: 'b', on_failure: 'c' },
        b: { type: 'action', name: 'B', on_completion: 'end' },
        c: { type: 'action', name: 'C', on_completion: 'b' },
        end: { type: 'end' },
      },
    }
    expect(outline(workflowTree(document))).toEqual(['A', '[failure]', '  C', '  → B', 'B'])
  })

  test('circles end, and a switch shows each case', () => {
    const document = {
      workflow_start: 's',
      workflow: {
        s: { type: 'switch-condition', name: 'S', switch: '__x__', cases: { one: 'a', default: 'b' } },
        a: { type: 'action', name: 'A', on_completion: 's' },
        b: { type: 'action', name: 'B' },
      },
    }
    expect(outline(workflowTree(document))).toEqual([
      'S',
      '[case one]',
      '  A',
      '  → S',
      '[case default]',
      '  B',
    ])
  })

  test('whatever a document holds, it is drawn or has no lines', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
        for (const document of [anything, json, { workflow: json, workflow_start: 'a' }])
          expect(Array.isArray(workflowTree(document))).toBe(true)
      }),
    )
  })
})

function step(path: string, parent: string | null, branch: string, more: Partial<StepProgressView> = {}) {
  return {
    path,
    parent,
    branch,
    depth: 0,
    stepId: path,
    type: 'action',
    name: path,
    cites: [],
    state: 'succeeded',
    begunAt: 0,
    endedAt: 0,
    reason: null,
    rollback: null,
    commands: [],
    ...more,
  } satisfies StepProgressView
}

function shape(branches: readonly StepBranch[]): unknown {
  return branches.map(({ label, steps }) => [
    label,
    steps.map(({ step: { path }, branches: inside }) => [path, shape(inside)]),
  ])
}

describe('the tree of a run', () => {
  test('steps of parallel branches that began in turns stand in their branches', () => {
    const steps = [
      step('start', null, 'main', { type: 'start' }),
      step('p', null, 'main', { type: 'parallel', endedAt: null }),
      step('a1', 'p', 'branch 1'),
      step('b1', 'p', 'branch 2'),
      step('a2', 'p', 'branch 1', { endedAt: null }),
      step('end', 'p', 'branch 2', { type: 'end' }),
    ]
    expect(shape(stepTree(steps))).toEqual([
      [
        'main',
        [
          [
            'p',
            [
              [
                'branch 1',
                [
                  ['a1', []],
                  ['a2', []],
                ],
              ],
              ['branch 2', [['b1', []]]],
            ],
          ],
        ],
      ],
    ])
    expect(stepCounts(steps)).toEqual({ ended: 2, begun: 4 })
  })

  test('an end that failed is shown', () => {
    expect(shape(stepTree([step('end', null, 'main', { type: 'end', state: 'failed' })]))).toEqual([
      ['main', [['end', []]]],
    ])
  })
})

describe('words', () => {
  test.each([
    ['seconds', 9_900, '9 giây'],
    ['minutes and seconds', 580_000, '9 phút 40 giây'],
    ['a round hour', 3_600_000, '1 giờ'],
    ['days and hours', 90_000_000, '1 ngày 1 giờ'],
    ['over', -5, '0 giây'],
  ])('what remains: %s', (_name, ms, text) => {
    expect(remainingText(ms)).toBe(text)
  })

  test.each([
    ['command-ended', 'unknown: mất kết nối', 'không rõ kết quả: mất kết nối'],
    ['step-ended', 'succeeded', 'xong'],
    ['task-answered', 'not done: không ai bắt máy', 'không làm được: không ai bắt máy'],
    ['branches-opened', 'branch 1, branch 2', 'Nhánh 1, Nhánh 2'],
    ['step-begun', 'failed', 'failed'],
  ])('a log line of %s', (kind, text, shown) => {
    expect(moveDetail(kind, text)).toBe(shown)
  })

  test('a move of a later version stands as it is', () => {
    expect(moveText('something-new')).toBe('something-new')
  })
})
