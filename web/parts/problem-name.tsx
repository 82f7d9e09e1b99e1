// A problem by name: what its code means, with the code itself small beneath it for whoever looks it up or reports it.

import { problemText } from './problem-words.ts'

/** The words of a code; a code that this console does not know stands alone. */
export function ProblemName({ code }: { readonly code: string }) {
  const text = problemText(code)
  if (text === null) return <code>{code}</code>
  return (
    <>
      {text}
      <br />
      <code class="hint">{code}</code>
    </>
  )
}
