// Syslog over RELP: the sender hears of each line when it is on disk, and sends again what it heard nothing of.

import { createServer } from 'node:net'
import { createInlet } from './inlet.ts'
import { formatAddress, keepListening } from './keep-listening.ts'
import type { RelpConfig } from './listener-config.ts'
import type { Listener, ListenerDeps } from './listener.ts'
import { receiveRelp } from './relp-session.ts'
import { createRepeatFilter, type RepeatFilter } from './repeat-filter.ts'
import { openStreamServer } from './stream-listener.ts'

export function openRelpListener(
  config: RelpConfig,
  deps: ListenerDeps,
  repeats: RepeatFilter = createRepeatFilter(),
): Promise<Listener> {
  const { host, port } = config
  const inlet = createInlet(config.id, deps)
  const session = receiveRelp(config.id, inlet, repeats)
  return keepListening({
    config,
    configuredAddress: formatAddress({ address: host, port }),
    inlet,
    deps,
    // Nagle would hold each answer back until the sender's delayed acknowledgement: 40 ms for every window.
    open: () =>
      openStreamServer({
        server: createServer({ noDelay: true }),
        event: 'connection',
        host,
        port,
        inlet,
        session,
      }),
  })
}
