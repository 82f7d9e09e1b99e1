// Comma-separated words in a query string, checked against the words there are.

import { ApiError } from './errors.ts'

/** The words of `text`, which must all be among `allowed`; throws `request.invalid` naming the place. */
export function parseWords<const Word extends string>(
  text: string,
  allowed: readonly Word[],
  place: string,
): readonly Word[] {
  const words = text.split(',').map(word => word.trim())
  const unknown = words.find(word => !(allowed as readonly string[]).includes(word))
  if (unknown !== undefined)
    throw new ApiError(
      'request.invalid',
      `${place}: unknown "${unknown.slice(0, 40)}"; one of ${allowed.join(', ')}`,
    )
  return words as Word[]
}
