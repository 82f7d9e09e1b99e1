// A real Elasticsearch of one node or several on loopback, on ports of its own choosing, in a folder that goes with it.
//
// It ends with the test and with the process of the test, however that dies: a guard waits for the end of a pipe that
// only this process holds, then ends the node and removes its folder. As root the nodes run as `nobody`, because
// Elasticsearch refuses root.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { elasticsearchHome, findJava } from './archive.ts'

export interface ElasticsearchNode {
  readonly name: string
  /** Another one after `restart`. */
  readonly url: string
  /** Ends the node at once, as a power cut would. */
  kill(): Promise<void>
  /** Ends it so and starts it again on its data; resolves when it answers. Not for a node that others were told of. */
  restart(): Promise<void>
}

export interface ElasticsearchCluster extends AsyncDisposable {
  readonly nodes: readonly ElasticsearchNode[]
}

const NOBODY = 65_534
const HEAP = '512m'

/** Starts the nodes and waits until they answer as one cluster. */
export async function startElasticsearch(count = 1): Promise<ElasticsearchCluster> {
  const nodes: StartedNode[] = []
  const cluster: ElasticsearchCluster = {
    nodes,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(nodes.map(node => node.kill()))
    },
  }
  try {
    const cluster = `thapcanh-test-${process.pid}`
    for (let i = 1; i <= count; i++) nodes.push(await startNode(cluster, `node-${i}`, nodes[0]?.transport))
    const health = `/_cluster/health?wait_for_nodes=${count}&wait_for_status=yellow&timeout=60s`
    const answer = await fetch(`${nodes[0]!.url}${health}`)
    if (!answer.ok) throw new Error(`the cluster is not ready: ${await answer.text()}`)
  } catch (error) {
    await cluster[Symbol.asyncDispose]()
    throw error
  }
  return cluster
}

interface StartedNode extends ElasticsearchNode {
  /** Address of its port for other nodes. */
  readonly transport: string
}

/**
 * Runs the command in a session of its own until standard input ends, then kills all of it and removes the folder; at
 * each line before that it kills all of it and runs it again.
 */
const GUARD = `folder=$1; shift
setsid "$@" </dev/null & node=$!
while read -r line; do kill -9 -$node; wait; setsid "$@" </dev/null & node=$!; done
kill -9 -$node; wait
rm -rf "$folder"`

async function startNode(cluster: string, name: string, seed: string | undefined): Promise<StartedNode> {
  const home = await elasticsearchHome()
  const folder = makeFolder(home, settingsOf(cluster, name, seed))
  const isRoot = process.getuid?.() === 0
  const asNobody = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
  const guard = spawn('sh', ['-c', GUARD, 'sh', folder, ...asNobody, join(home, 'bin', 'elasticsearch')], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      ES_JAVA_HOME: findJava(),
      ES_PATH_CONF: join(folder, 'config'),
      ES_TMPDIR: join(folder, 'tmp'),
      ES_JAVA_OPTS: `-Xms${HEAP} -Xmx${HEAP}`,
      // The launcher is a Java of its own that only waits.
      CLI_JAVA_OPTS: '-Xmx32m -XX:TieredStopAtLevel=1',
    },
  })
  const ended = once(guard, 'exit')
  const kill = async (): Promise<void> => {
    guard.stdin.end()
    await ended
  }
  const words = new Words(guard)
  const answers = async (): Promise<Pick<StartedNode, 'transport' | 'url'>> => {
    const transport = await words.find(/TransportService.*publish_address \{([^}]+)\}/)
    const http = await words.find(/HttpServerTransport.*publish_address \{([^}]+)\}/)
    return { transport, url: `http://${http}` }
  }
  try {
    let place = await answers()
    return {
      name,
      kill,
      get url() {
        return place.url
      },
      get transport() {
        return place.transport
      },
      async restart() {
        words.forget()
        guard.stdin.write('again\n')
        place = await answers()
        const health = await fetch(`${place.url}/_cluster/health?wait_for_status=yellow&timeout=60s`)
        if (!health.ok) throw new Error(`${name} is not ready: ${await health.text()}`)
      },
    }
  } catch (error) {
    await kill()
    throw error
  }
}

function settingsOf(
  cluster: string,
  name: string,
  seed: string | undefined,
): Readonly<Record<string, unknown>> {
  return {
    'cluster.name': cluster,
    'node.name': name,
    'network.host': '127.0.0.1',
    'http.port': 0,
    'transport.port': 0,
    'discovery.seed_hosts': seed === undefined ? [] : [seed],
    ...(seed === undefined ? { 'cluster.initial_master_nodes': [name] } : {}),
    'xpack.security.enabled': false,
    // A full disk of the machine is not what is tested.
    'cluster.routing.allocation.disk.threshold_enabled': false,
  }
}

/** Configuration, data and logs of one node. JSON is YAML. */
function makeFolder(home: string, settings: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-elasticsearch-node-'))
  const inside = (name: string): string => join(folder, name)
  cpSync(join(home, 'config'), inside('config'), { recursive: true })
  const paths = { 'path.data': inside('data'), 'path.logs': inside('logs') }
  writeFileSync(inside('config/elasticsearch.yml'), JSON.stringify({ ...settings, ...paths }))
  writeFileSync(
    inside('config/jvm.options'),
    // For a node that lives for a minute: little compiling, no threads for garbage.
    ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djava.io.tmpdir=${inside('tmp')}`].join('\n'),
  )
  const made = ['', 'config', 'config/jvm.options.d', 'data', 'logs', 'tmp'].map(inside)
  for (const path of made) mkdirSync(path, { recursive: true })
  if (process.getuid?.() === 0) for (const path of made) chownSync(path, NOBODY, NOBODY)
  return folder
}

/** What a node writes, line by line. */
class Words {
  private text = ''
  private readonly child: ChildProcess

  constructor(child: ChildProcess) {
    this.child = child
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        this.text += chunk
        child.emit('words')
      })
    }
  }

  /** What was written until now is not looked at any more. */
  forget(): void {
    this.text = ''
  }

  /** Waits for a line and answers with its first group; throws with all that was written when none came. */
  async find(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(180_000)
    for (;;) {
      const found = pattern.exec(this.text)?.[1]
      if (found !== undefined) return found
      if (/died while starting|did not exit normally|fatal exception/.test(this.text) || signal.aborted)
        throw new Error(`Elasticsearch did not start:\n${this.text.slice(-4000)}`)
      await once(this.child, 'words', { signal }).catch(() => undefined)
    }
  }
}
