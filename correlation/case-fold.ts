// Case folding for comparison: Sigma strings match ignoring case, beyond ASCII too (`ĐÀ NẴNG` = `đà nẵng`).
//
// The invariant is that folding never changes the length of a text in UTF-16 units, so that a place found in
// the folded text is the same place in the original. Characters whose lower case is longer (İ) or which only
// a language folds (ı) stay as they are; every other pair folds to one member, the three sigmas included.

const BEYOND_ASCII = /[^ -~\s]/
const KEPT = new Set(['İ', 'ı'])

/** The text in one case, of the same length; equal for texts that differ only in case. */
export function foldCase(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase()
  // Most of a text beyond ASCII is ASCII all the same.
  return text.replace(RUNS, run => (run.charCodeAt(0) < 128 ? run.toLowerCase() : foldRun(run)))
}

const RUNS = /[A-Z]+|[^\0-\x7f]+/g

function foldRun(run: string): string {
  let folded = ''
  for (const character of run) folded += foldCharacter(character)
  return folded
}

const DASHES = /[/–—―]/g

/** Folded text in which the five signs that begin a Windows option (`-`, `/`, `–`, `—`, `―`) are all `-`. */
export function foldDashes(folded: string): string {
  return folded.replace(DASHES, '-')
}

function foldCharacter(character: string): string {
  if (KEPT.has(character)) return character
  const upper = character.toUpperCase()
  const lower = (upper.length === character.length ? upper : character).toLowerCase()
  return lower.length === character.length ? lower : character
}
