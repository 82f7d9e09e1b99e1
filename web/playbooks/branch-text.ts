// Labels of branches and remarks of dry runs as the engine writes them, in the person's words.

import { w } from './playbook-words.ts'
import { remainingText } from './remaining-text.ts'

const PLAIN = ['main', 'true', 'false', 'exception', 'sub-playbook', 'loop', 'failure'] as const

/** `round 2` → `Vòng 2`; what has no words stands as it is. */
export function branchText(label: string): string {
  const [, kind, rest] = /^(round|branch|case) (.*)$/.exec(label) ?? []
  if (kind === 'round' || kind === 'branch' || kind === 'case') return w(`branch.${kind}`, { n: rest ?? '' })
  const plain = PLAIN.find(each => each === label)
  return plain === undefined ? label : w(`branch.${plain}`)
}

/** `delay 5000 ms` → `đợi 5 giây`; what has no words stands as it is. */
export function noteText(note: string): string {
  const delay = /^delay (\d+) ms$/.exec(note)?.[1]
  if (delay !== undefined) return w('note.delay', { time: remainingText(Number(delay)) })
  const rounds = /^shown once; at most (\d+) rounds$/.exec(note)?.[1]
  return rounds === undefined ? note : w('note.rounds', { n: rounds })
}
