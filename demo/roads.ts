// Opens the real sockets to the platform's listeners, one for each road of the demo.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Road } from './line.ts'
import { openRelpSender } from './relp-sender.ts'

export interface Place {
  readonly host: string
  readonly port: number
}

/** Where the listeners are, and the token of the HTTP one. */
export interface Targets {
  readonly udp: Place
  readonly tcp: Place
  readonly relp: Place
  readonly http: Place & { readonly token: string }
}

/** Sends lines by one road; resolves when they are on their way (RELP and HTTP: when they are acknowledged). */
export type SendBatch = (lines: readonly string[]) => Promise<void>

export interface Roads extends AsyncDisposable {
  readonly send: Readonly<Record<Road, SendBatch>>
}

export async function openRoads(targets: Targets): Promise<Roads> {
  const udp = createSocket('udp4')
  const tcp = connect(targets.tcp.port, targets.tcp.host)
  await once(tcp, 'connect')
  const relp = await openRelpSender(targets.relp.host, targets.relp.port)
  const base = `http://${targets.http.host}:${targets.http.port}`

  const post = async (path: string, type: string, body: string): Promise<void> => {
    const headers = { authorization: `Bearer ${targets.http.token}`, 'content-type': type }
    const answer = await fetch(base + path, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }

  return {
    send: {
      'syslog-udp': async lines => {
        for (const line of lines) {
          await new Promise<void>((resolve, reject) =>
            udp.send(line, targets.udp.port, targets.udp.host, error => (error ? reject(error) : resolve())),
          )
        }
      },
      'syslog-tcp': async lines => {
        if (!tcp.write(lines.map(line => `${Buffer.byteLength(line)} ${line}`).join('')))
          await once(tcp, 'drain')
      },
      relp: async lines => {
        for (const line of lines) await relp.send(line)
        await relp.flushed()
      },
      ingest: lines => post('/ingest', 'application/x-ndjson', `${lines.join('\n')}\n`),
      bulk: lines =>
        post(
          '/_bulk',
          'application/x-ndjson',
          `${lines.map(line => `{"create":{"_index":"logs-demo"}}\n${line}`).join('\n')}\n`,
        ),
    },
    async [Symbol.asyncDispose]() {
      await relp[Symbol.asyncDispose]()
      tcp.end()
      udp.close()
    },
  }
}
