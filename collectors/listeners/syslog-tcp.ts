// Syslog over TCP: RFC 6587 framing, decided per frame.

import { createServer } from 'node:net'
import { createInlet } from './inlet.ts'
import { formatAddress, keepListening } from './keep-listening.ts'
import type { SyslogTcpConfig } from './listener-config.ts'
import type { Listener, ListenerDeps } from './listener.ts'
import { openStreamServer } from './stream-listener.ts'
import { receiveSyslog } from './syslog-stream.ts'

export function openSyslogTcpListener(config: SyslogTcpConfig, deps: ListenerDeps): Promise<Listener> {
  const { host, port } = config
  const inlet = createInlet(config.id, deps)
  const session = receiveSyslog(config.id, inlet)
  return keepListening({
    config,
    configuredAddress: formatAddress({ address: host, port }),
    inlet,
    deps,
    open: () => openStreamServer({ server: createServer(), event: 'connection', host, port, inlet, session }),
  })
}
