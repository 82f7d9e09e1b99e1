// A small RELP client: sends syslog messages with a window of unacknowledged frames and resolves when all
// are acknowledged. The demo and the tests send with it; rsyslog remains the judge of the listener.

import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

const WINDOW = 128

export interface RelpSender extends AsyncDisposable {
  /** Resolves when the frame has been written and the window has room. */
  send(message: string): Promise<void>
  /** Resolves when every frame sent so far is acknowledged. */
  flushed(): Promise<void>
}

export async function openRelpSender(host: string, port: number): Promise<RelpSender> {
  const socket = connect(port, host)
  await once(socket, 'connect')
  const acknowledged = trackAnswers(socket)
  let transaction = 1
  const write = (command: string, data: string): Promise<void> => {
    const bytes = Buffer.byteLength(data)
    socket.write(`${transaction} ${command} ${bytes}${bytes > 0 ? ' ' : ''}${data}\n`)
    transaction++
    return acknowledged.upTo(transaction - 1 - WINDOW)
  }
  await write('open', 'relp_version=0\nrelp_software=thapcanh-demo\ncommands=syslog')
  await acknowledged.upTo(1)
  return {
    send: message => write('syslog', message),
    flushed: () => acknowledged.upTo(transaction - 1),
    async [Symbol.asyncDispose]() {
      await acknowledged.upTo(transaction - 1)
      await write('close', '')
      socket.end()
    },
  }
}

interface Acknowledged {
  /** Resolves when the answer to this transaction has come; at once for those before it. */
  upTo(transaction: number): Promise<void>
}

/** Reads `TXNR rsp LEN 200 OK` frames; rejects all waiting when the connection breaks or an answer is no 200. */
function trackAnswers(socket: Socket): Acknowledged {
  let answered = 0
  let pending = Buffer.alloc(0)
  let broken: Error | undefined
  const waiting: { transaction: number; resolve: () => void; reject: (error: Error) => void }[] = []
  const settle = (): void => {
    for (const waiter of waiting.splice(0)) {
      if (waiter.transaction <= answered) waiter.resolve()
      else if (broken) waiter.reject(broken)
      else waiting.push(waiter)
    }
  }
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const head = /^(\d+) (rsp|serverclose) (\d+) ?/.exec(pending.subarray(0, 64).toString('latin1'))
      if (head === null) break
      const length = Number(head[3])
      const end = head[0].length + length
      if (pending.length < end + 1) break
      const body = pending.subarray(head[0].length, end).toString()
      pending = pending.subarray(end + 1)
      if (head[2] === 'rsp' && body.startsWith('200')) answered = Math.max(answered, Number(head[1]))
      else if (head[2] === 'rsp') broken = new Error(`RELP refused frame ${head[1]}: ${body}`)
    }
    settle()
  })
  const fail = (error: Error): void => {
    broken ??= error
    settle()
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('RELP connection closed before all frames were acknowledged')))
  return {
    upTo: transaction =>
      transaction <= answered
        ? Promise.resolve()
        : broken
          ? Promise.reject(broken)
          : new Promise((resolve, reject) => waiting.push({ transaction, resolve, reject })),
  }
}
