// A process that leads the state of a cluster and changes it turn after turn. It says `leading` on stdout, then the
// number of each turn when it is acknowledged, until it is killed, or `deposed` when another leads.
// Run by the tests of the state in Elasticsearch: `node leading-child.ts URL PREFIX FILE FENCE FIRST-TURN`.

import { Client } from '@elastic/elasticsearch'
import { Retryable } from '#/kernel/errors.ts'
import { systemClock } from '#/kernel/clock.ts'
import { createElasticStateLog } from '#/store/elastic/state-log.ts'
import { openReplicatedState } from '#/store/replicated/replicated-state.ts'
import { doTurn } from './acknowledged-turns.ts'

const [url, prefix, path, fence, first] = process.argv.slice(2)
const deposed: Error[] = []
await using state = await openReplicatedState({
  path: path!,
  log: createElasticStateLog({ client: new Client({ node: url! }), prefix: prefix! }),
  clock: systemClock,
  report: () => {},
  term: { fence: Number(fence), signal: new AbortController().signal },
  onDeposed: error => deposed.push(error),
  // A base is written at any time.
  baseAfterBytes: 20_000,
})
process.stdout.write('leading\n')
for (let turn = Number(first); deposed.length === 0; turn++) {
  try {
    await doTurn(state, turn)
    process.stdout.write(`${turn}\n`)
  } catch (error) {
    if (!(error instanceof Retryable) || error.code !== 'leader.lost') throw error
  }
}
process.stdout.write('deposed\n')
