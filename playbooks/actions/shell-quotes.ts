// Follows a shell script piece by piece and says in which kind of quotes its end stands: so that a variable
// put there is neither split nor shown with quotes. It is no shell: where it guesses wrong, a value is split at
// spaces or has quotes around it, but it is a variable either way and never becomes text of the script.

/** `here`: in a here-document that fills variables in; `here-literal`: in one that does not. */
export type Quote = 'none' | 'single' | 'double' | 'here' | 'here-literal'

export interface QuoteReader {
  /** Reads on; text of the author, or a placeholder for a value. */
  read(text: string): void
  readonly quote: Quote
}

type Context = 'single' | 'ansi' | 'double' | 'parens' | 'backticks'

interface Here {
  readonly end: string
  readonly literal: boolean
}

const HERE = /^<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|(\\?)([\w.+-]+))/

export function createQuoteReader(): QuoteReader {
  const stack: Context[] = []
  const waiting: Here[] = []
  let here: Here | undefined
  let line = ''
  let comment = false
  let atWord = true

  function readHere(text: string, at: number, current: Here): number {
    const newline = text.indexOf('\n', at)
    line += text.slice(at, newline === -1 ? text.length : newline)
    if (newline === -1) return text.length
    if (line.replace(/^\t+/, '') === current.end) here = waiting.shift()
    line = ''
    return newline + 1
  }

  /** Reads one letter or one mark; returns where to go on. */
  function step(text: string, at: number): number {
    if (here !== undefined) return readHere(text, at, here)
    const letter = text[at]!
    const top = stack.at(-1)
    if (top === 'single' || top === 'ansi') {
      if (top === 'ansi' && letter === '\\') return at + 2
      if (letter === "'") stack.pop()
      return at + 1
    }
    if (comment && letter !== '\n') return at + 1
    if (letter === '\\') return at + 2
    const isFirst = atWord
    atWord = false
    if (letter === '"') {
      if (top === 'double') stack.pop()
      else stack.push('double')
    } else if (letter === '`') {
      if (top === 'backticks') stack.pop()
      else stack.push('backticks')
    } else if (letter === '$' && text[at + 1] === '(') {
      stack.push('parens')
      atWord = true
      return at + 2
    } else if (top !== 'double') return stepOpen(text, at, letter, isFirst)
    return at + 1
  }

  /** Outside double quotes. */
  function stepOpen(text: string, at: number, letter: string, isFirst: boolean): number {
    if (letter === '\n') {
      comment = false
      here = waiting.shift()
      line = ''
    } else if (letter === '#' && isFirst) comment = true
    else if (letter === "'") stack.push(text[at - 1] === '$' ? 'ansi' : 'single')
    else if (letter === '(') stack.push('parens')
    else if (letter === ')' && stack.at(-1) === 'parens') stack.pop()
    else if (text.startsWith('<<<', at)) return at + 3
    else if (letter === '<') {
      const [mark, single, double, slash, plain] = HERE.exec(text.slice(at)) ?? []
      if (mark !== undefined) {
        waiting.push({ end: single ?? double ?? plain!, literal: plain === undefined || slash !== '' })
        return at + mark.length
      }
    }
    atWord = /[\s;&|()]/.test(letter)
    return at + 1
  }

  return {
    read(text) {
      for (let at = 0; at < text.length;) at = step(text, at)
    },
    get quote() {
      if (here !== undefined) return here.literal ? 'here-literal' : 'here'
      const top = stack.at(-1)
      if (top === 'single' || top === 'ansi') return 'single'
      return top === 'double' ? 'double' : 'none'
    },
  }
}
