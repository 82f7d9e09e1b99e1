// The playbooks that come with the platform: the CACAO documents beside this file. They are checked strictly when
// they are loaded, so what runs is never something that the tests have not seen.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fatal } from '#/kernel/errors.ts'
import type { Playbook } from '../cacao/playbook.ts'
import { validatePlaybook } from '../cacao/validate.ts'

/** All of them, by file name. Throws Fatal (`playbook.library`) when one cannot be read or is not strictly valid. */
export function loadLibrary(folder: string = import.meta.dirname): readonly Playbook[] {
  const files = readdirSync(folder).filter(file => file.endsWith('.json'))
  return files.sort().map(file => readPlaybook(join(folder, file)))
}

function readPlaybook(path: string): Playbook {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Fatal('playbook.library', `${path} cannot be read as JSON`, { cause })
  }
  const { playbook, errors } = validatePlaybook(document, 'strict')
  if (playbook !== undefined) return playbook
  const [first] = errors
  throw new Fatal('playbook.library', `${path}:${first!.pointer}: ${first!.message}`)
}
