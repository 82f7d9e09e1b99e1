// The listener by which most process tests send events: HTTP on loopback, with the token that they all use.

import { TEST_TOKEN } from '#/bench/child-platform.ts'

/** As it stands in a configuration, with the id `http`; on a port of the system's choosing when none is given. */
export function httpListener(port = 0): object {
  const tokens = [{ name: 'test', token: TEST_TOKEN }]
  return { kind: 'http', id: 'http', host: '127.0.0.1', port, tokens }
}
