// The manual command: what a person is to do, as text. The engine asks and takes the answer; nothing is sent.

import type { Action, RenderContext, RenderedCommand } from '../action.ts'
import { commandText, fill, rendering } from './template.ts'

export const manualAction: Action = {
  type: 'manual',
  render: context => rendering('manual command', () => render(context)),
  perform: () => Promise.reject(new Error('a manual command is done by a person')),
}

function render({ command, agent, target, substitute }: RenderContext): RenderedCommand {
  const text = fill(commandText(command), substitute)
  const [line = ''] = text.trim().split('\n')
  return {
    type: 'manual',
    summary: line.length > 160 ? `${line.slice(0, 160)}…` : line,
    details: { text },
    target: agent?.name ?? target?.name ?? '',
    changes: [],
    cutsOff: [],
  }
}
