// What `doctor` says of what a cluster shares: whether Redis and Elasticsearch answer, let the account in, and are fit
// for what they are to keep; whether the secret of its processes can be read; and what its processes do not share.

import { readClusterSecret } from '#/cluster/calls/cluster-secret.ts'
import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import { openRedis } from '#/cluster/open-redis.ts'
import type { Problem } from '#/kernel/problem.ts'
import { elasticPlace, redisPlace } from '#/roles/server-places.ts'
import { textOf } from '#/store/elastic/elastic-failure.ts'
import { openElasticClient } from '#/store/elastic/open-elastic.ts'
import type { Finding } from './finding.ts'

/** What the client of package.json can speak with. */
const ELASTIC_LINE = '8.'
const ANSWER_MS = 10_000
const NOT_SHARED =
  'secrets.yaml và các tệp mà cấu hình nêu tên không tự chuyển giữa các máy: giữ chúng giống nhau trên mọi máy' +
  ' / secrets.yaml and the files that the configuration names do not travel: keep them the same on each machine'

/** `answerMs`: for how long each server is waited for; 10 s when absent. */
export async function checkCluster(
  cluster: Pick<ClusterConfig, 'redis' | 'elasticsearch' | 'calls'>,
  answerMs = ANSWER_MS,
): Promise<Finding[]> {
  return await Promise.all([
    finding('redis', () => askRedis(cluster, answerMs)),
    finding('elasticsearch', () => askElasticsearch(cluster, answerMs)),
    finding('cluster secret', async () => trySecret(cluster)),
    finding('cluster files', async () => NOT_SHARED),
  ])
}

/** `look` tells how it is, or throws what is wrong. */
async function finding(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look() }
  } catch (error) {
    return { check, ok: false, detail: textOf(error) }
  }
}

async function askRedis(cluster: Pick<ClusterConfig, 'redis'>, connectMs: number): Promise<string> {
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  await using redis = await openRedis({ ...redisPlace(cluster), report, connectMs, commandMs: connectMs })
  const [first] = problems
  if (first !== undefined) throw new Error(`${first.where}: ${first.detail}`)
  return `${redis.where} answers and keeps what it acknowledges`
}

async function askElasticsearch(
  cluster: Pick<ClusterConfig, 'elasticsearch'>,
  requestTimeout: number,
): Promise<string> {
  const place = elasticPlace(cluster)
  const where = place.nodes.join(', ')
  const client = openElasticClient(place)
  const options = { requestTimeout, maxRetries: 0 }
  try {
    const { nodes } = await client.nodes.info({ filter_path: ['nodes.*.version'] }, options)
    const versions = [...new Set(Object.values(nodes).map(({ version }) => version))]
    const other = versions.find(version => !version.startsWith(ELASTIC_LINE))
    if (other !== undefined) throw new Error(`a node has version ${other}; ${ELASTIC_LINE}x is needed`)
    const { status, unassigned_shards: missing } = await client.cluster.health({}, options)
    if (status === 'red')
      throw new Error(
        `its state is red: ${missing} shards are on no node, and events in them cannot be found`,
      )
    return `${where} answers: version ${versions.join(', ')}, ${status}`
  } catch (error) {
    throw new Error(`${where}: ${textOf(error)}`, { cause: error })
  } finally {
    await client.close()
  }
}

function trySecret({ calls: { secretFile } }: Pick<ClusterConfig, 'calls'>): string {
  if (secretFile === undefined)
    return 'there is none: without cluster.calls.secretFile the leader does the work of workers itself, and the next leader signs the audit trail with a key of its own'
  readClusterSecret(secretFile)
  return `${secretFile} can be read`
}
