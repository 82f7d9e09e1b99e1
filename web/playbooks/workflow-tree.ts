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

function namesOf(step: Members) {
  return { name: text(step['name']), nameEnglish: text(extensionOf(step)['name_en']) }
}

function nextOf(step: Members): string {
  return text(step['on_completion']) || text(step['on_success'])
}

type Opening = readonly [label: string, first: string]

/** Labels and first steps of what a step opens. */
function openingsOf(step: Members): readonly Opening[] {
  const failing = text(step['on_failure'])
  const own = ownOpeningsOf(step)
  return failing === nextOf(step) ? own : [...own, ['failure', failing]]
}

function ownOpeningsOf(step: Members): readonly Opening[] {
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

  /** Ids of one line, up to its end or to a step that is drawn elsewhere, which comes last. */
  function chainFrom(first: string): { readonly own: readonly string[]; readonly joins: string | null } {
    const own: string[] = []
    for (let id = first; id !== '' && Object.hasOwn(workflow, id);) {
      const step = members(workflow[id])
      if (step['type'] === 'end') break
      if (drawn.has(id)) return { own, joins: id }
      drawn.add(id)
      own.push(id)
      id = nextOf(step)
    }
    return { own, joins: null }
  }

  /** The line itself is laid down before its branches, so that these join it and not the other way round. */
  function lineFrom(first: string): FlowLine[] {
    const { own, joins } = chainFrom(first)
    const lines: FlowLine[] = own.filter(id => members(workflow[id])['type'] !== 'start').map(stepOf)
    if (joins !== null) lines.push({ kind: 'jump', id: joins, ...namesOf(members(workflow[joins])) })
    return lines
  }

  function stepOf(id: string): FlowStep {
    const step = members(workflow[id])
    const own = extensionOf(step)
    const approval = members(own['approval'])
    const isApproved = Object.keys(approval).length > 0
    return {
      kind: 'step',
      id,
      type: text(step['type']),
      ...namesOf(step),
      condition: text(step['condition']) || text(step['switch']),
      cites: texts(own['cites']),
      commands: commandsOf(step),
      agent: text(members(agents[text(step['agent'])])['name']),
      approval: isApproved ? { role: text(approval['role']), quorum: Number(approval['quorum'] ?? 1) } : null,
      document: text(own['document']),
      calls: text(step['playbook_id']),
      branches: openingsOf(step)
        .map(([label, opened]) => ({ label, lines: lineFrom(opened) }))
        .filter(({ lines }) => lines.length > 0),
    }
  }

  return lineFrom(text(playbook['workflow_start']))
}
