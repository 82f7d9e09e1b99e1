// The workflow of a CACAO document as a tree to be read from top to bottom: steps one after another, and inside a
// step its branches. A step that is reached a second time is named, not drawn again. Nothing is trusted to be
// there: the document is whatever was imported.

export interface FlowStep {
  readonly kind: 'step'
  readonly id: string
  readonly type: string
  readonly name: string
  readonly nameEnglish: string
  readonly condition: string
  readonly cites: readonly string[]
  /** Type and text of each command. */
  readonly commands: readonly { readonly type: string; readonly text: string }[]
  readonly agent: string
  readonly approval: { readonly role: string; readonly quorum: number } | null
  readonly document: string
  /** Id of the called playbook; empty for other steps. */
  readonly calls: string
  readonly branches: readonly FlowBranch[]
}
/** The line goes on at a step that is drawn elsewhere. */
export interface FlowJump {
  readonly kind: 'jump'
  readonly id: string
  readonly name: string
  readonly nameEnglish: string
}
export type FlowLine = FlowStep | FlowJump
export interface FlowBranch {
  readonly label: string
  readonly lines: readonly FlowLine[]
}

type Members = Readonly<Record<string, unknown>>

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}
function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
}
/** The one extension that carries our members; a document has at most a few. */
function extensionOf(step: Members): Members {
  return members(
    Object.values(members(step['step_extensions'])).find(each => Object.keys(members(each)).length > 0),
  )
}

const COMMAND_TEXT = ['command', 'description', 'content'] as const

function commandsOf(step: Members): FlowStep['commands'] {
  const list = Array.isArray(step['commands']) ? step['commands'] : []
  return list.map(each => {
    const command = members(each)
    const member = COMMAND_TEXT.find(name => text(command[name]) !== '')
    return { type: text(command['type']), text: member === undefined ? '' : text(command[member]) }
  })
}

/** Labels and first steps of what a step opens. */
function openingsOf(step: Members): readonly (readonly [label: string, first: string])[] {
  switch (step['type']) {
    case 'parallel':
      return texts(step['next_steps']).map((first, at) => [`branch ${at + 1}`, first])
    case 'if-condition':
      return [
        ['true', text(step['on_true'])],
        ['false', text(step['on_false'])],
      ]
    case 'while-condition':
      return [['loop', text(step['on_true'])]]
    case 'switch-condition':
      return Object.entries(members(step['cases'])).map(([value, first]) => [`case ${value}`, text(first)])
    default:
      return []
  }
}

/** Reads the document; an unreadable one has no lines. Pure. */
export function workflowTree(document: unknown): readonly FlowLine[] {
  const playbook = members(document)
  const workflow = members(playbook['workflow'])
  const agents = members(playbook['agent_definitions'])
  const drawn = new Set<string>()

  function lineFrom(first: string): FlowLine[] {
    const lines: FlowLine[] = []
    let id = first
    while (id !== '' && Object.hasOwn(workflow, id)) {
      const step = members(workflow[id])
      const type = text(step['type'])
      if (type === 'end') break
      const own = extensionOf(step)
      const names = { name: text(step['name']), nameEnglish: text(own['name_en']) }
      if (drawn.has(id)) {
        lines.push({ kind: 'jump', id, ...names })
        break
      }
      drawn.add(id)
      const next = text(step['on_completion']) || text(step['on_success'])
      const failing = text(step['on_failure'])
      const openings = openingsOf(step).concat(failing === next ? [] : [['failure', failing]])
      const approval = members(own['approval'])
      if (type !== 'start')
        lines.push({
          kind: 'step',
          id,
          type,
          ...names,
          condition: text(step['condition']) || text(step['switch']),
          cites: texts(own['cites']),
          commands: commandsOf(step),
          agent: text(members(agents[text(step['agent'])])['name']),
          approval:
            Object.keys(approval).length === 0
              ? null
              : { role: text(approval['role']), quorum: Number(approval['quorum'] ?? 1) },
          document: text(own['document']),
          calls: text(step['playbook_id']),
          branches: openings
            .map(([label, opened]) => ({ label, lines: lineFrom(opened) }))
            .filter(({ lines: inside }) => inside.length > 0),
        })
      id = next
    }
    return lines
  }

  return lineFrom(text(playbook['workflow_start']))
}
