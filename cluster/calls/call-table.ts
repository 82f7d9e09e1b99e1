// What may be called from another process: an interface whose methods are all asynchronous, with a word for each
// method. Arguments and answers are plain data; one argument may be an AbortSignal.

/**
 * `read`: changes nothing, and may be ended when nobody waits for its answer any more. `change`: whoever leads
 * remembers its answer for a while, and a repetition is told the same; it must stand being done again by the next
 * leader, which remembers nothing.
 */
export type CallKind = 'read' | 'change'

export type Callable<T> = { readonly [M in keyof T]: (...args: never[]) => Promise<unknown> }

/** A word for each method, so that a method which was forgotten does not compile. */
export type CallTable<T> = { readonly [M in keyof T & string]: CallKind }
