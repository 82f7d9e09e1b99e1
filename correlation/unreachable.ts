// The end of a switch over a union that has a case for every kind.

/** Does not compile when a kind was forgotten; reached only when we are wrong. */
export function unreachable(value: never): never {
  throw new Error(`a kind that does not exist: ${JSON.stringify(value)}`)
}
