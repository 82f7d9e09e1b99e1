// `thapcanh playbook validate FILE…` and `thapcanh playbook run FILE`: CACAO 2.0 documents on the command line.

import { Permanent } from '#/kernel/errors.ts'
import type { Io } from './io.ts'

export async function playbook(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args
  if (command === 'validate') return (await import('./playbook-validate.ts')).playbookValidate(rest, io)
  if (command === 'run') return (await import('./playbook-run.ts')).playbookRun(rest, io)
  throw new Permanent('playbook.no-command', 'playbook: say validate FILE… or run FILE')
}
