// Where the servers of a cluster are, with the passwords that stand in files of their own, as their clients want it.

import { readFileSync } from 'node:fs'
import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { ElasticPlace } from '#/store/elastic/open-elastic.ts'

/** Throws Fatal (`cluster.secret`) when the password cannot be read. */
export function redisPlace({ redis }: Pick<ClusterConfig, 'redis'>): {
  readonly url: string
  readonly password?: string
} {
  return { url: redis.url, ...secretOf(redis.passwordFile) }
}

/** Throws Fatal (`cluster.secret`) for an account that is half there, and files that cannot be read. */
export function elasticPlace({ elasticsearch }: Pick<ClusterConfig, 'elasticsearch'>): ElasticPlace {
  const { nodes, prefix, shards, username, passwordFile, caFile } = elasticsearch
  const { password } = secretOf(passwordFile)
  if ((username === undefined) !== (password === undefined))
    throw new Fatal(
      'cluster.secret',
      'cluster.elasticsearch must have both username and passwordFile, or neither',
    )
  return {
    nodes,
    prefix,
    shards,
    ...(username === undefined || password === undefined ? {} : { account: { username, password } }),
    ...(caFile === undefined ? {} : { ca: readText(caFile) }),
  }
}

function secretOf(file: string | undefined): { readonly password?: string } {
  return file === undefined ? {} : { password: readText(file).trim() }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Fatal('cluster.secret', `${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
