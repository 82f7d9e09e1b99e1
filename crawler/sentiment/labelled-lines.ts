// Labelled texts as people and programs write them: one JSON object a line with "text" and "label"; what else
// stands in it is left alone.

export interface LabelledText {
  readonly text: string
  readonly label: string
}

export interface BadLine {
  /** From 1. */
  readonly line: number
  readonly reason: string
}

export interface LabelledLines {
  readonly lines: readonly LabelledText[]
  readonly bad: readonly BadLine[]
}

/** Empty lines are left out; every bad line is told. */
export function parseLabelledLines(text: string): LabelledLines {
  const lines: LabelledText[] = []
  const bad: BadLine[] = []
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '') return
    const read = parseLabelledLine(line)
    if (typeof read === 'string') bad.push({ line: at + 1, reason: read })
    else lines.push(read)
  })
  return { lines, bad }
}

/** The reason as text when it is none. */
function parseLabelledLine(line: string): LabelledText | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return `not JSON: ${(error as Error).message}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object'
  const { text, label } = value as { text?: unknown; label?: unknown }
  // Public sets have lines whose text is empty: nothing is learnt from them, and nothing is wrong with the rest.
  if (typeof text !== 'string') return '"text" is missing or no text'
  if (typeof label !== 'string' || label === '') return '"label" is missing, empty or no text'
  return { text, label }
}
