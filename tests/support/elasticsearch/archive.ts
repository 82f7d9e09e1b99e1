// The real Elasticsearch of the tests: the archive that its makers publish on Maven Central for integration tests
// (server, transport, x-pack core; docs/cluster.md says what it lacks), fetched by `mvn` into the user's own Maven
// folder and unpacked once for each version.

import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Of the same line as the client in package.json. */
export const ELASTICSEARCH_VERSION = '8.19.2'
const ARTIFACT = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${ELASTICSEARCH_VERSION}:zip`
const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack'
const LEAST_JAVA = 17

/** Not synchronous: a download must not stop the test runner's own messages. */
const run = promisify(execFile)

/** Why no Elasticsearch can be started on this machine; false when one can. */
export const noElasticsearch: string | false =
  findJava() === undefined
    ? `Java ${LEAST_JAVA} or newer is not installed`
    : spawnSync('mvn', ['--version']).status !== 0
      ? 'mvn is not installed'
      : false

/** Home of a Java that runs this Elasticsearch. */
export function findJava(): string | undefined {
  const { stderr } = spawnSync('java', ['-XshowSettings:properties', '-version'], { encoding: 'utf8' })
  const [, home] = /^\s*java\.home = (.+)$/m.exec(stderr ?? '') ?? []
  const [, version] = /^\s*java\.specification\.version = (\d+)/m.exec(stderr ?? '') ?? []
  return Number(version) >= LEAST_JAVA ? home : undefined
}

/** Folder of the unpacked archive, the same for all runs of this user; throws what `mvn` said when it cannot be had. */
export async function elasticsearchHome(): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const place = join(tmpdir(), `thapcanh-elasticsearch-${ELASTICSEARCH_VERSION}-${uid}`)
  const home = join(place, `elasticsearch-${ELASTICSEARCH_VERSION}`)
  // Anybody may write into the temporary folder: what another user laid there is not run.
  if (existsSync(home) && statSync(place).uid === uid) return home
  const unpacked = mkdtempSync(`${place}-`)
  try {
    const asked = ['-q', '-B', UNPACK, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${unpacked}`]
    await run('mvn', asked, { cwd: unpacked })
    // As root the server runs as another user, who must be able to read it.
    await run('chmod', ['-R', 'a+rX', unpacked])
    renameSync(unpacked, place)
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true })
    // Another run may have been quicker.
    if (!existsSync(home)) throw error
  }
  return home
}
