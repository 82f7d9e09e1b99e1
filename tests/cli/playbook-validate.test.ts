// `playbook validate`: findings for people on stderr, a verdict for scripts on stdout, 2 when it is not fit to run.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { altered, ID, samplePlaybook } from '../playbooks/cacao/sample-playbook.ts'
import { jsonLines, runCommand } from './run-command.ts'

let folder = ''
const file = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thapcanh-playbook-'))
  await writeFile(file('good.json'), JSON.stringify(samplePlaybook()))
  const bad = altered(samplePlaybook(), ['workflow', ID.left, 'nam'], 'x')
  await writeFile(file('bad.json'), `\uFEFF${JSON.stringify(bad)}`)
  await writeFile(file('text.json'), '{"type":')
})
afterAll(() => rm(folder, { recursive: true }))

describe('playbook validate', () => {
  test('says yes to a valid playbook', async () => {
    const ran = await runCommand(['playbook', 'validate', file('good.json')])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(jsonLines(ran)).toEqual([
      {
        file: file('good.json'),
        profile: 'strict',
        valid: true,
        id: ID.playbook,
        name: 'Kịch bản mẫu',
        errors: [],
        warnings: [],
      },
    ])
  })

  test('names file, place and step of what is wrong', async () => {
    const ran = await runCommand(['playbook', 'validate', file('good.json'), file('bad.json')])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toBe(
      `${file('bad.json')}:/workflow/${ID.left}/nam: step ${ID.left} "Ghi nhận": "nam" is not known here [property.unknown]\n`,
    )
    expect(jsonLines(ran)).toMatchObject([
      { valid: true },
      { valid: false, id: null, errors: [{ step: ID.left }] },
    ])
  })

  test('lets it pass with a warning when it is imported', async () => {
    const ran = await runCommand(['playbook', 'validate', '--profile', 'interop', file('bad.json')])
    expect(ran.code).toBe(0)
    expect(ran.stderr).toContain('[property.unknown] (warning)')
  })

  test.for([
    [['playbook'], /say validate FILE… or run FILE/],
    [['playbook', 'validate'], /name at least one file/],
    [['playbook', 'validate', '--profile', 'lax', 'x'], /strict or interop, not lax/],
    [['playbook', 'validate', 'nowhere.json'], /nowhere.json: cannot be read/],
  ] as const)('%j is refused', async ([args, says]) => {
    const ran = await runCommand(args)
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(says)
  })

  test('a file that is no JSON is refused', async () => {
    const ran = await runCommand(['playbook', 'validate', file('text.json')])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(/text.json: not JSON/)
  })
})
