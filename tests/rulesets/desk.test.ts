// The desk of imported rule sets: what a plan says, what applying and going back do, and that what people decided
// outlives both. What the pipeline would load is asked of the loader itself.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import { readRuleSetZip } from '#/rulesets/read-zip.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { contentOf, correlationText, idOf, ruleText } from './invented-rules.ts'
import { ANY_SOURCE, openDesk, openDeskAgain, PROGRAM, SET, type OpenedDesk } from './open-desk.ts'

const FIRST = contentOf({
  'LICENSE.txt': 'Invented licence, names of authors are to be shown',
  'a.yml': ruleText(1),
  'b.yml': ruleText(2, { level: 'low' }),
  'c.yml': ruleText(3, { status: 'experimental' }),
  'd.yml': correlationText(4, 1),
  'broken.yml':
    'title: Hỏng\nlogsource: {product: linux}\ndetection:\n  selection: {a: b}\n  condition: other\n',
})
const SECOND = contentOf({
  'a.yml': ruleText(1, { text: 'khác' }),
  'moved/b.yml': ruleText(2, { level: 'low' }),
  'e.yml': ruleText(5),
})

const change = async ({ recordVersion }: OpenedDesk) => ({
  name: SET,
  seen: await recordVersion(),
  by: 'lead',
  reason: 'đã thử',
})

/** Ids that the pipeline would load. */
async function loaded({ directory }: OpenedDesk): Promise<readonly string[]> {
  const { rules, correlations } = await loadRuleFolders([directory])
  return [...rules, ...correlations].map(({ summary }) => summary.id).sort()
}

describe('the plan of a new set', () => {
  test('counts what comes, what is on, why the others are not, and every problem', async () => {
    using opened = openDesk()
    const version = await opened.stage(FIRST)
    const plan = (await opened.desk.plan(SET, version, ANY_SOURCE))!
    expect(plan).toMatchObject({ recordVersion: 0, unchanged: 0, on: 2, off: 2, errors: 1, remarks: 2 })
    expect(plan.byReason).toMatchObject({ policy: 2, level: 1, status: 1 })
    expect(plan.added.map(({ rule, verdict }) => [rule.path, verdict.on])).toEqual([
      ['a.yml', true],
      ['b.yml', false],
      ['c.yml', false],
      ['d.yml', true],
    ])
    expect(plan.problems[0]).toMatchObject({
      code: 'rule.invalid',
      where: expect.stringMatching(/^broken\.yml:5/),
    })
    expect(plan.manifest).toMatchObject({ stagedBy: 'lead', files: 6, sha256: FIRST.sha256 })
    expect(plan.manifest.licences).toEqual([
      { path: 'LICENSE.txt', says: expect.stringContaining('Invented') },
    ])
    expect(plan.manifest.authors).toEqual([
      { name: 'Nguyễn Thử', rules: 3 },
      { name: 'Trần Mẫu', rules: 3 },
    ])
    expect(await opened.desk.get(SET)).toMatchObject({ atWork: null, versions: [{ version }] })
    expect(await loaded(opened)).toEqual([])
  })
})

describe('an update', () => {
  test('is told rule by rule with its lines; a file that only moved is no change', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    const version = await opened.stage(SECOND)
    const plan = (await opened.desk.plan(SET, version, null))!
    expect(plan.added.map(({ rule }) => rule.id)).toEqual([idOf(5)])
    expect(plan.removed.map(({ id }) => id)).toEqual([idOf(3), idOf(4)])
    expect(plan.unchanged).toBe(1)
    expect(plan.changed).toMatchObject([{ rule: { id: idOf(1) }, before: { path: 'a.yml' } }])
    expect(plan.changed[0]!.diff).toContain(
      "-    message|contains: 'dấu vết 1'\n+    message|contains: 'khác'\n",
    )
    expect(await opened.desk.diff(SET, version, idOf(1))).toBe(plan.changed[0]!.diff)
    expect(plan.turnedOn.map(({ rule }) => rule.id)).toEqual([idOf(5)])
    expect(plan.turnedOff.map(({ rule }) => rule.id)).toEqual([idOf(4)])
    // Nothing of it is at work yet.
    expect(await loaded(opened)).toEqual([idOf(1), idOf(4)])
  })

  test('keeps what people decided, of rules that are gone too', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    for (const [number, decision] of [
      [1, 'off'],
      [2, 'on'],
      [3, 'on'],
    ] as const)
      await opened.desk.decide({ ...(await change(opened)), ruleId: idOf(number), decision })
    expect(await opened.on()).toEqual([idOf(2), idOf(3)])
    const version = await opened.stage(SECOND)
    const plan = (await opened.desk.plan(SET, version, null))!
    expect(plan.decisionsWithoutRule).toEqual([idOf(3)])
    await opened.apply(SECOND, null)
    expect(await opened.on()).toEqual([idOf(2), idOf(5)])
    await opened.apply(FIRST, null)
    expect(await opened.on()).toEqual([idOf(2), idOf(3)])
    await opened.desk.decide({ ...(await change(opened)), ruleId: idOf(3).toUpperCase(), decision: 'policy' })
    expect(await opened.on()).toEqual([idOf(2)])
  })

  test('puts exactly the rules that are on to work, and tells the pipeline once', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    expect(opened.changes()).toBe(1)
    expect(await loaded(opened)).toEqual([idOf(1), idOf(4)])
    await opened.apply(SECOND)
    expect(opened.changes()).toBe(2)
    expect(await loaded(opened)).toEqual([idOf(1), idOf(5)])
    // The same again changes nothing for the pipeline.
    await opened.apply(SECOND)
    expect(opened.changes()).toBe(2)
  })

  test('of files with several rules leaves out those that are off, and rules without an id too', async () => {
    using opened = openDesk()
    const nameless = ruleText(9).replace(/^id: .*\n/m, '')
    await opened.apply(
      contentOf({
        'many.yml': `${ruleText(1)}---\n${ruleText(2, { level: 'low' })}`,
        'x/Nameless.yml': `${nameless}---\n${nameless.replace('level: high', 'level: low')}`,
      }),
    )
    expect(await opened.on()).toEqual([idOf(1), 'x/Nameless.yml:1'])
    const running = await loaded(opened)
    expect(running).toHaveLength(2)
    expect(running).toContain(idOf(1))
    expect(running.find(id => id !== idOf(1))).toMatch(/x\/Nameless\.yml:1$/)
    await opened.desk.decide({ ...(await change(opened)), ruleId: 'x/Nameless.yml:1', decision: 'off' })
    expect(await loaded(opened)).toEqual([idOf(1)])
  })

  test('counts rules that cannot run where the platform loads rules, with their file', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    const { problems } = await loadRuleFolders([opened.directory])
    const errors = problems.filter(({ code }) => code !== 'rule.lint')
    expect(errors).toMatchObject([
      { code: 'rule.invalid', where: expect.stringContaining('/files/broken.yml:5') },
    ])
  })

  test('with a filter in it hides nothing, and says so', async () => {
    using opened = openDesk()
    const filter = `title: Bỏ qua\nlogsource: {product: linux, service: sshd}\nfilter:\n  rules: any\n  selection: {user.name: backup}\n  condition: selection\n`
    const version = await opened.apply(
      contentOf({ 'a.yml': ruleText(1), 'f.yml': filter, 'g.yml': `${ruleText(2)}---\n${filter}` }),
    )
    const { problems } = (await opened.desk.plan(SET, version, null))!
    const unsupported = problems.filter(({ code }) => code === 'rule.unsupported').map(({ where }) => where)
    expect(unsupported).toEqual([expect.stringMatching(/^f\.yml:1/), expect.stringMatching(/^g\.yml:1/)])
    expect((await loadRuleFolders([opened.directory])).filters).toEqual([])
  })
})

describe('going back', () => {
  test('brings version and policy, and can be taken back', async () => {
    using opened = openDesk()
    const first = await opened.apply(FIRST)
    const before = await opened.on()
    const second = await opened.apply(SECOND, { ...ANY_SOURCE, minimumLevel: 'low' })
    const after = await opened.on()
    expect(after).toEqual([idOf(1), idOf(2), idOf(5)])
    expect(await opened.desk.rollBack(await change(opened))).toMatchObject({
      atWork: { record: { version: first, previous: { version: second } } },
    })
    expect(await opened.on()).toEqual(before)
    await opened.desk.rollBack(await change(opened))
    expect(await opened.on()).toEqual(after)
  })

  test('from a mere change of policy brings the policy before', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    await opened.apply(FIRST, { ...ANY_SOURCE, minimumLevel: 'low', statuses: ['test', 'experimental'] })
    expect(await opened.on()).toHaveLength(4)
    await opened.desk.rollBack(await change(opened))
    expect(await opened.on()).toEqual([idOf(1), idOf(4)])
  })

  test('from the first version is refused', async () => {
    using opened = openDesk()
    expect(await opened.desk.rollBack(await change(opened))).toBe('not-found')
    await opened.apply(FIRST)
    expect(await opened.desk.rollBack(await change(opened))).toBe('nothing-before')
  })

  test('leads to the same rules as before, whatever was applied, and an export imported again changes nothing', async () => {
    using opened = openDesk()
    const levels = fc.constantFrom('informational', 'low', 'medium', 'high', 'critical')
    const statuses = fc.constantFrom('stable', 'test', 'experimental', 'deprecated')
    const rule = fc.record({ level: levels, status: statuses, text: fc.constantFrom('x', 'y') })
    const set = fc
      .dictionary(fc.constantFrom('1', '2', '3', '4', '5'), rule, { minKeys: 1, noNullPrototype: true })
      .map(rules =>
        contentOf(
          Object.fromEntries(
            Object.entries(rules).map(([number, one]) => [`${number}.yml`, ruleText(Number(number), one)]),
          ),
        ),
      )
    const policy = fc.record({
      minimumLevel: fc.constantFrom('low', 'medium', 'high'),
      statuses: fc.subarray(['stable', 'test', 'experimental'] as const),
    })
    const step = fc.tuple(set, policy, fc.option(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean())))
    await fc.assert(
      fc.asyncProperty(step, step, async ([first, firstPolicy, decided], [second, secondPolicy]) => {
        await opened.apply(first, { ...ANY_SOURCE, ...firstPolicy })
        if (decided !== null) {
          const [number, on] = decided
          const decision = on ? 'on' : 'off'
          await opened.desk.decide({ ...(await change(opened)), ruleId: idOf(number), decision })
        }
        const before = await opened.on()
        const isChange = first.sha256 !== second.sha256 || !isDeepStrictEqual(firstPolicy, secondPolicy)
        await opened.apply(second, { ...ANY_SOURCE, ...secondPolicy })
        if (isChange) await opened.desk.rollBack(await change(opened))
        expect(await opened.on()).toEqual(before)
        expect(await loaded(opened)).toEqual(before)

        const archive = writeRuleSetZip((await opened.desk.files(SET))!)
        const again = await opened.stage(readRuleSetZip(archive))
        const plan = (await opened.desk.plan(SET, again, null))!
        expect(plan).toMatchObject({ added: [], changed: [], removed: [], turnedOn: [], turnedOff: [] })
        expect(again).toBe((await opened.desk.get(SET))!.atWork!.record.version)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a set', () => {
  test('is changed only by who saw how it is', async () => {
    using opened = openDesk()
    const version = await opened.apply(FIRST)
    const stale = { ...(await change(opened)), seen: 7 }
    const { desk } = opened
    expect([
      await desk.apply({ ...stale, version, policy: null }),
      await desk.rollBack(stale),
      await desk.setPolicy({ ...stale, policy: ANY_SOURCE }),
      await desk.decide({ ...stale, ruleId: idOf(1), decision: 'off' }),
      await desk.switchSet({ ...stale, enabled: false }),
      await desk.remove(stale),
    ]).toEqual(Array.from({ length: 6 }, () => 'conflict'))
    expect(await loaded(opened)).toEqual([idOf(1), idOf(4)])
  })

  test('can be switched off and on, taken out, and never had rules that it has not', async () => {
    using opened = openDesk()
    await opened.apply(FIRST)
    const { desk } = opened
    expect(await desk.decide({ ...(await change(opened)), ruleId: 'none', decision: 'on' })).toBe(
      'no-such-rule',
    )
    expect(await desk.switchSet({ ...(await change(opened)), enabled: false })).toMatchObject({
      atWork: { on: 0 },
    })
    expect(await loaded(opened)).toEqual([])
    await desk.switchSet({ ...(await change(opened)), enabled: true })
    expect(await loaded(opened)).toEqual([idOf(1), idOf(4)])
    expect(await desk.remove(await change(opened))).toBe('removed')
    expect(await desk.get(SET)).toBeUndefined()
    expect(await loaded(opened)).toEqual([])
    expect((await opened.audit()).map(({ action, detail }) => `${action} ${detail}`)).toEqual([
      expect.stringMatching(/^rule-set\.applied [0-9a-f]{16} example\.com$/),
      'rule-set.disabled đã thử',
      'rule-set.enabled đã thử',
      'rule-set.removed đã thử',
    ])
  })

  test('gets rules as their log sources come, and loses them as they go', async () => {
    using opened = openDesk()
    await opened.apply(FIRST, { ...ANY_SOURCE, seenWithinDays: 30 })
    expect(await opened.on()).toEqual([])
    opened.seen = { at: 1, sources: ['linux/*/sshd'] }
    await opened.desk.refresh()
    expect(await loaded(opened)).toEqual([idOf(1), idOf(4)])
    const { history } = (await opened.desk.get(SET))!.atWork!.record
    expect(history.at(-1)).toMatchObject({ kind: 'sources', by: 'thapcanh', detail: '+linux/*/sshd' })
    opened.seen = { at: null, sources: [] }
    await opened.desk.refresh()
    expect(await loaded(opened)).toHaveLength(2)
    opened.seen = { at: 3, sources: [] }
    await opened.desk.refresh()
    expect(await loaded(opened)).toEqual([])
  })

  test('whose files were changed on disk is not put to work, and does not keep others from it', async () => {
    using opened = openDesk()
    const { directory, desk } = opened
    const first = await opened.apply(FIRST)
    const second = await opened.stage(SECOND)
    writeFileSync(join(directory, SET, second, 'files', 'a.yml'), ruleText(1, { text: 'ai đó đã sửa' }))
    const applying = desk.apply({ ...(await change(opened)), version: second, policy: null })
    await expect(applying).rejects.toThrow(/it is not what was imported/)
    expect((await desk.get(SET))!.atWork!.record.version).toBe(first)
    // Imported again it is mended.
    await opened.apply(SECOND)
    expect(readFileSync(join(directory, SET, second, 'files', 'a.yml'), 'utf8')).toBe(SECOND.files[0]!.text)

    writeFileSync(join(directory, SET, second, 'catalogue.json'), '{')
    const again = openDeskAgain(opened)
    expect(await again.desk.get(SET)).toMatchObject({
      atWork: null,
      damaged: expect.stringContaining('catalogue'),
    })
    await again.desk.writeAtWork()
    expect(again.problems).toMatchObject([{ code: 'rule.invalid', where: `rule set ${SET}` }])
  })

  test('keeps the version at work, the one before, and a few staged ones', async () => {
    using opened = openDesk()
    const versions: string[] = []
    for (let number = 1; number <= 8; number++)
      versions.push(await opened.apply(contentOf({ 'a.yml': ruleText(number) })))
    const kept = (await opened.desk.get(SET))!.versions.map(({ version }) => version)
    expect(kept).toEqual(versions.slice(-5).toReversed())
  })

  test('is read anew by another version of the program', async () => {
    using opened = openDesk()
    const version = await opened.apply(FIRST)
    const path = join(opened.directory, SET, version, 'catalogue.json')
    const old = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({ ...old, program: '0', rules: [] }))
    const again = openDeskAgain(opened)
    expect(await again.desk.rules(SET)).toHaveLength(4)
    expect((JSON.parse(readFileSync(path, 'utf8')) as { program: string }).program).toBe(PROGRAM)
  })
})
