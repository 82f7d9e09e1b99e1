// Kinds of CACAO commands that the platform does not carry out: a Problem wherever one is rendered, so that a
// dry run shows it and no run passes over it.

import type { Action } from '../action.ts'
import type { CommandType } from '../cacao/playbook.ts'

export const UNSUPPORTED_TYPES = [
  'caldera-cmd',
  'elastic',
  'jupyter',
  'kestrel',
  'yara',
] as const satisfies readonly CommandType[]

export function createUnsupportedAction(type: (typeof UNSUPPORTED_TYPES)[number]): Action {
  return {
    type,
    render: () => ({
      code: 'command.unsupported',
      where: `${type} command`,
      detail: `commands of type ${type} are not carried out here; make the step a manual one`,
    }),
    perform: () => Promise.reject(new Error(`a ${type} command was rendered`)),
  }
}
