// One command over one ssh connection. Says exactly how far it came: nothing was started, it ended with a
// status, or the connection was lost after it was started, and then nobody knows.

import type { Socket } from 'node:net'
import { Client, type ClientChannel } from 'ssh2'
import type { AddressPolicy } from '#/outbound/address-policy.ts'
import { openSocket } from '#/outbound/connect.ts'
import type { KnownHosts } from './known-hosts.ts'

export interface SshRequest {
  readonly host: string
  readonly port: number
  readonly user: string
  /** A password, or a private key in PEM or OpenSSH form. */
  readonly secret: string
  readonly command: string
  /** Asked of the server; most accept only what AcceptEnv names. */
  readonly environment: Readonly<Record<string, string>>
  readonly knownHosts: KnownHosts
  readonly addresses: AddressPolicy
  readonly signal: AbortSignal
  readonly connectMs: number
  /** Of stdout and of stderr each; the rest is read and thrown away, and said so. */
  readonly maxOutputBytes: number
}

export type SshResult =
  | { readonly kind: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string }
  /** Nothing was started. */
  | { readonly kind: 'not-started'; readonly reason: string; readonly retryable: boolean }
  /** It was started; how it ended is not known. */
  | { readonly kind: 'lost'; readonly reason: string; readonly stdout: string; readonly stderr: string }

/** Never rejects: every way to fail is a result. */
export async function sshExec(request: SshRequest): Promise<SshResult> {
  const { host, port, addresses } = request
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.connectMs)])
  const socket = await openSocket({ host, port, addresses, signal })
  if (!('kind' in socket)) return await execOver(socket, request)
  const retryable = ['dns', 'connect', 'timeout'].includes(socket.cause)
  return { kind: 'not-started', reason: socket.reason, retryable }
}

function execOver(socket: Socket, request: SshRequest): Promise<SshResult> {
  return new Promise(resolve => {
    const client = new Client()
    const stdout = createOutput(request.maxOutputBytes)
    const stderr = createOutput(request.maxOutputBytes)
    let started = false
    let refusal: string | undefined
    let done = false

    const finish = (result: SshResult): void => {
      if (done) return
      done = true
      request.signal.removeEventListener('abort', onAbort)
      client.removeAllListeners('close')
      client.end()
      client.destroy()
      socket.destroy()
      resolve(result)
    }
    const fail = (reason: string, retryable: boolean): void =>
      finish(
        started
          ? { kind: 'lost', reason, stdout: stdout.text(), stderr: stderr.text() }
          : { kind: 'not-started', reason: refusal ?? reason, retryable: refusal === undefined && retryable },
      )
    function onAbort(): void {
      fail(`stopped: ${abortWords(request.signal)}`, false)
    }

    if (request.signal.aborted) return onAbort()
    request.signal.addEventListener('abort', onAbort, { once: true })

    client.on('error', error => {
      const isAuthentication = (error as { level?: string }).level === 'client-authentication'
      fail(
        isAuthentication ? `${request.host} refuses the login of ${request.user}` : error.message,
        !isAuthentication,
      )
    })
    client.on('close', () => fail('the connection was closed', true))
    client.on('ready', () => {
      // From here on the server may have begun.
      started = true
      client.exec(request.command, { env: { ...request.environment } }, (error, channel) => {
        if (error === undefined) return follow(channel)
        // The library says the same of a refusal and of a connection that died; then `close` comes at once.
        setImmediate(() => {
          if (done) return
          started = false
          fail(`${request.host} refuses to run commands: ${error.message}`, false)
        })
      })
    })

    function follow(channel: ClientChannel): void {
      let ended: { status: number | null; signal: string | undefined } | undefined
      channel.on('data', (chunk: Buffer) => stdout.take(chunk))
      channel.stderr.on('data', (chunk: Buffer) => stderr.take(chunk))
      channel.on('exit', (status: number | null, signal?: string) => (ended = { status, signal }))
      channel.on('close', () => {
        if (typeof ended?.status === 'number')
          finish({ kind: 'ended', status: ended.status, stdout: stdout.text(), stderr: stderr.text() })
        else
          fail(
            ended === undefined ? 'the connection ended without an exit status' : `killed by ${ended.signal}`,
            false,
          )
      })
      // What it reads from is empty.
      channel.end()
    }

    const hostKeyAlgorithms = request.knownHosts.algorithms(request.host, request.port)
    client.connect({
      sock: socket,
      username: request.user,
      ...(request.secret.includes('PRIVATE KEY')
        ? { privateKey: request.secret }
        : { password: request.secret }),
      readyTimeout: request.connectMs,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      // What is asked for is the key that is known, when the server has several.
      ...(hostKeyAlgorithms.length === 0 ? {} : { algorithms: { serverHostKey: [...hostKeyAlgorithms] } }),
      hostVerifier: (key: Buffer) => {
        refusal = request.knownHosts.refusal(request.host, request.port, key)
        return refusal === undefined
      },
    })
  })
}

function abortWords(signal: AbortSignal): string {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason.message : String(reason)
}

function createOutput(maxBytes: number) {
  const chunks: Buffer[] = []
  let bytes = 0
  let dropped = 0
  return {
    take(chunk: Buffer) {
      const kept = chunk.subarray(0, Math.max(0, maxBytes - bytes))
      if (kept.length > 0) chunks.push(kept)
      bytes += kept.length
      dropped += chunk.length - kept.length
    },
    text() {
      const text = Buffer.concat(chunks).toString('utf8')
      return dropped === 0 ? text : `${text}\n[${dropped} more bytes]`
    },
  }
}
