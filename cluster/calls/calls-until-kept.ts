// Calls that change something are answered when what they changed is kept for good: whoever called goes on then, and
// would not call again for what was lost with this process.

import type { CallServer } from './call-server.ts'
import type { Callable, CallTable } from './call-table.ts'

/** `kept` resolves when everything that was changed until now is kept; what it throws is the answer. */
export function callsUntilKept(
  server: Pick<CallServer, 'serve'>,
  kept: () => Promise<void>,
): Pick<CallServer, 'serve'> {
  return {
    serve: (name, table, implementation, isLeading) =>
      server.serve(name, table, untilKept(table, implementation, kept), isLeading),
  }
}

function untilKept<T extends Callable<T>>(
  table: CallTable<T>,
  implementation: T,
  kept: () => Promise<void>,
): T {
  const methods = implementation as unknown as Readonly<
    Record<string, (...args: unknown[]) => Promise<unknown>>
  >
  return Object.fromEntries(
    Object.entries(table).map(([method, kind]) => [
      method,
      async (...args: unknown[]): Promise<unknown> => {
        const answer = await methods[method]!(...args)
        if (kind === 'change') await kept()
        return answer
      },
    ]),
  ) as unknown as T
}
