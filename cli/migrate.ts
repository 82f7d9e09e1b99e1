// `thapcanh migrate [--dry-run | --back [--forget-changes]] [--data DIR]`: takes a data folder to this version without
// starting the platform, rehearses that on copies, or goes back. One JSON object on stdout, words on stderr.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { goBack } from '#/upgrade/go-back.ts'
import { TAKEN_BACK, WAY_BACK, rehearseUpgrade, upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import packageFile from '../package.json' with { type: 'json' }
import type { Io } from './io.ts'

/** Exit 0 when the folder is (or, rehearsed, would be) of the version asked for; throws what stands in the way. */
export async function migrate(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      back: { type: 'boolean', default: false },
      'forget-changes': { type: 'boolean', default: false },
    },
  })
  if ((values['dry-run'] && values.back) || (values['forget-changes'] && !values.back)) {
    io.stderr.write('migrate: --dry-run and --back exclude each other; --forget-changes belongs to --back\n')
    return 2
  }
  const directory = resolve(values.data ?? readEnvironment().dataDirectory)
  if (!existsSync(join(directory, 'state.sqlite')))
    throw new Permanent('request.malformed', `${directory} is no data folder: it has no state.sqlite`)
  const options = { version: packageFile.version, now: systemClock.now() }
  const answer = (data: object, words: string): number => {
    io.stdout.write(`${JSON.stringify(data)}\n`)
    io.stderr.write(`${words}\n`)
    return 0
  }

  if (values['dry-run']) {
    const { before, databases } = await rehearseUpgrade(directory, options)
    const words =
      databases.length === 0
        ? `${directory} is of this version already`
        : `${stepsOf(databases)}: rehearsed on copies, nothing lost; nothing was changed`
    return answer({ data: directory, rehearsed: true, before, databases }, words)
  }
  using _ = openDataFolder(directory)
  if (values.back) {
    const { upgradedAt, lost } = await goBack(directory, {
      ...options,
      forgetChanges: values['forget-changes'],
    })
    return answer(
      { data: directory, wentBack: true, upgradedAt, lost },
      `The data folder is as before the upgrade; now start the version before. What this version wrote is kept in ${join(directory, TAKEN_BACK)}`,
    )
  }
  const record = await upgradeDataFolder(directory, options)
  return record === undefined
    ? answer({ data: directory, databases: [] }, `${directory} is of this version already`)
    : answer(
        { data: directory, before: record.before, databases: record.databases },
        `${stepsOf(record.databases)}; the way back is kept in ${join(directory, WAY_BACK)}`,
      )
}

/** `state.sqlite 3 → 4, jobs.sqlite 1 → 2`. */
function stepsOf(databases: readonly { file: string; from: number; to: number }[]): string {
  return databases.map(({ file, from, to }) => `${file} ${from} → ${to}`).join(', ')
}
