// What every action must keep to, whatever it does: one suite, run against all of them.

import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { sendMail } from '#/outbound/mail.ts'
import { sendSyslog } from '#/outbound/syslog-message.ts'
import type { ActionOutcome, RenderContext } from '#/playbooks/action.ts'
import { UNSUPPORTED_TYPES } from '#/playbooks/actions/unsupported.ts'
import {
  COMMAND_TYPES,
  type AgentTarget,
  type Command,
  type CommandType,
} from '#/playbooks/cacao/playbook.ts'
import { performCommand } from '#/playbooks/engine/perform-command.ts'
import { noSshd, startSshd, type Sshd } from '../../support/sshd.ts'
import { parseKnownHosts } from '#/playbooks/actions/known-hosts.ts'
import { OWN, inventedActions, type Invented } from './invented-actions.ts'
import { mustRender, renderContext } from './invented-context.ts'

const SECRET = 'mật khẩu rất bí mật/+&"'

/** Where the commands go: each takes what is sent and then behaves as the test says. */
interface World extends AsyncDisposable {
  readonly httpPort: number
  readonly silentPort: number
  /** Accepts, reads, and hangs up when it has heard something. */
  readonly rudePort: number
}

const CASES: readonly {
  readonly name: string
  readonly type: CommandType
  readonly context: (world: World, port: number) => RenderContext
  /** Of a peer that hears all of it and says nothing. */
  readonly lost: ActionOutcome['kind']
}[] = [
  {
    name: 'http-api',
    type: 'http-api',
    context: (_, port) =>
      http({ type: 'http-api', command: 'POST /x', content: '{"a":"__x__:value"}' }, port),
    lost: 'unknown',
  },
  {
    name: 'http-api that reads',
    type: 'http-api',
    context: (_, port) => http({ type: 'http-api', command: 'GET /x/__x__:value' }, port),
    lost: 'failed',
  },
  {
    name: 'openc2-http',
    type: 'openc2-http',
    context: (_, port) =>
      http(
        {
          type: 'openc2-http',
          command: 'POST /openc2',
          content_b64: btoa('{"action":"deny","target":{"domain_name":"__x__:value"}}'),
        },
        port,
      ),
    lost: 'unknown',
  },
  {
    name: 'e-mail',
    type: 'http-api',
    context: (_, port) =>
      own('POST /mail', { to: `p${port}@example.com`, subject: 's', text: '__x__:value' }),
    lost: 'failed',
  },
  {
    name: 'syslog',
    type: 'http-api',
    context: (_, port) => own('POST /syslog', { message: '__x__:value', destination: String(port) }),
    lost: 'unknown',
  },
]

function http(command: Command, port: number): RenderContext {
  const agent: AgentTarget = {
    type: 'http-api',
    name: 'fw',
    address: { url: [`http://127.0.0.1:${port}`] },
    authentication_info: 'a--1',
  }
  const authentication = { type: 'http-basic', user_id: 'soc', kms: true, kms_key_identifier: 'fw' }
  return renderContext({ command, agent, authentication }, VALUES)
}

function own(line: string, content: unknown): RenderContext {
  const command: Command = { type: 'http-api', command: line, content: JSON.stringify(content) }
  return renderContext({ command, agent: OWN }, VALUES)
}

const VALUES = { x: 'bad.example.com' }

let world: World
let invented: Invented
beforeAll(async () => {
  world = await openWorld()
  const ports = [world.httpPort, world.silentPort, world.rudePort]
  const addresses = createAddressPolicy()
  invented = inventedActions({
    mail: (mail, signal) =>
      sendMail(
        {
          host: '127.0.0.1',
          port: Number(/^p(\d+)@/.exec(mail.to[0]!)![1]),
          security: 'none',
          user: 'soc',
          password: SECRET,
          from: 'soc@example.com',
        },
        mail,
        { timeoutMs: 1500, signal },
      ),
    syslog: {
      destinations: ports.map(String),
      send: (port, message, signal) =>
        sendSyslog(
          { transport: 'tcp', host: '127.0.0.1', port: Number(port), addresses, timeoutMs: 5000, signal },
          { ...message, at: 0, host: 'h', app: 'a' },
        ),
    },
  })
})
afterAll(async () => {
  invented[Symbol.dispose]()
  await world[Symbol.asyncDispose]()
})

const perform = (type: CommandType, context: RenderContext, signal: AbortSignal, secret = SECRET) =>
  performCommand({
    action: invented.action(type),
    rendered: mustRender(invented.action(type), context),
    idempotencyKey: 'k-1',
    secret: () => secret,
    runId: 'r',
    incidentId: null,
    signal,
  })

test('there is an action for every type of command', () => {
  expect([...invented.actions.keys()].sort()).toEqual([...COMMAND_TYPES].sort())
  for (const [type, action] of invented.actions) expect(action.type).toBe(type)
})

test.each(UNSUPPORTED_TYPES)('%s is refused when it is rendered, and cannot be performed', async type => {
  const action = invented.action(type)
  const problem = action.render(renderContext({ command: { type, command_b64: 'eA==' } }))
  expect(problem).toMatchObject({ code: 'command.unsupported', where: `${type} command` })
  await expect(action.perform({} as never, {} as never)).rejects.toThrow(type)
})

describe.each(CASES)('$name', ({ type, context, lost }) => {
  test('renders the same from the same, and changes nothing of what it is given', () => {
    const given = context(world, world.httpPort)
    const frozen = { ...given, command: deepFreeze(given.command), agent: deepFreeze(given.agent) }
    const action = invented.action(type)
    const first = mustRender(action, frozen)
    expect(mustRender(action, frozen)).toEqual(first)
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
    expect(JSON.stringify(first)).not.toContain(SECRET.slice(0, 8))
  })

  test('a peer that takes everything and hangs up', async () => {
    const outcome = await perform(type, context(world, world.rudePort), new AbortController().signal)
    // Syslog has no answer to miss: a peer that closes has taken it, or reset the connection.
    const expected =
      context(world, 1).command['command'] === 'POST /syslog' ? ['succeeded', 'unknown'] : [lost]
    expect(expected).toContain(outcome.kind)
  })

  test('told to stop, it ends within a second', async () => {
    const stop = new AbortController()
    const performing = perform(type, context(world, world.silentPort), stop.signal)
    await new Promise(later => setTimeout(later, 200))
    const at = performance.now()
    stop.abort(new Error('timeout'))
    const outcome = await performing
    expect(performance.now() - at).toBeLessThan(1000)
    expect(outcome.kind).toBe(lost)
  })

  test('told to stop before it begins, it does nothing', async () => {
    const outcome = await perform(
      type,
      context(world, world.httpPort),
      AbortSignal.abort(new Error('cancelled')),
    )
    expect(outcome.kind).toBe('failed')
  })

  test('no secret comes back, although the peer repeats all that it hears', async () => {
    const outcome = await perform(type, context(world, world.httpPort), new AbortController().signal)
    const text = JSON.stringify(outcome)
    for (const form of [
      SECRET,
      JSON.stringify(SECRET).slice(1, -1),
      Buffer.from(`soc:${SECRET}`).toString('base64'),
    ])
      expect(text).not.toContain(form)
  })
})

describe.skipIf(noSshd)('ssh', () => {
  let sshd: Sshd
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]()
  })

  test('the key that opened the door is not in what comes back', async () => {
    const { hosts } = parseKnownHosts([sshd.hostLine])
    using invented = inventedActions({ ssh: { knownHosts: hosts, connectMs: 5000 } })
    const target: AgentTarget = {
      type: 'linux',
      name: 'm',
      address: { ipv4: ['127.0.0.1'] },
      port: String(sshd.port),
      authentication_info: 'a--1',
    }
    const authentication = { type: 'user-auth', username: sshd.user, kms: true, kms_key_identifier: 'key' }
    const command: Command = {
      type: 'bash',
      command: `cat ${sshd.folder}/client; base64 -w0 ${sshd.folder}/client`,
    }
    const action = invented.action('bash')
    const outcome = await performCommand({
      action,
      rendered: mustRender(action, renderContext({ command, target, authentication })),
      idempotencyKey: 'k-1',
      secret: () => sshd.privateKey,
      runId: 'r',
      incidentId: null,
      signal: new AbortController().signal,
    })
    expect(outcome.kind).toBe('succeeded')
    const [, middle = ''] = sshd.privateKey.split('\n')
    expect(JSON.stringify(outcome)).not.toContain(middle)
    expect(JSON.stringify(outcome)).not.toContain(
      Buffer.from(sshd.privateKey).toString('base64').slice(0, 60),
    )
  })
})

async function openWorld(): Promise<World> {
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  const listen = async (server: Server) => {
    servers.push(server)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const httpPort = await listen(
    createHttpServer((request, response) => {
      const { authorization = '' } = request.headers
      const password = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()
      void body(request).then(text => response.end(JSON.stringify({ authorization, password, text })))
    }),
  )
  const silentPort = await listen(createTcpServer({ allowHalfOpen: true }, socket => void socket.resume()))
  const rudePort = await listen(createTcpServer(socket => void socket.once('data', () => socket.destroy())))
  return {
    httpPort,
    silentPort,
    rudePort,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
    },
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
