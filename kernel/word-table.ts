// A table that is asked for words from outside. In a plain object `constructor` and `toString` are found though
// nobody wrote them there; here only what was written is.

/** Word → meaning, without what every object inherits. */
export function wordTable<T>(words: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, words)
}
