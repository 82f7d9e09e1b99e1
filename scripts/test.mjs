// `npm test`: sets itself up from nothing, then types, lint, format and every test, the browser's included.
// Its last line is `N passed, N failed, N skipped`. Arguments go to vitest: `npm test -- tests/store`.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installSystemTools } from './system-tools.mjs'
import { modernNode, root, setUp } from './setup.mjs'

setUp({ console: true, models: true })
installSystemTools()

const bin = name => join(root, 'node_modules', '.bin', name)
const node = modernNode()
const only = process.argv.slice(2)
/** Steps that count as one test each. */
const checks =
  only.length > 0
    ? []
    : [
        ['types', node, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']],
        ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
        ['format', bin('oxfmt'), ['--check']],
      ]

let passed = 0
let failed = 0
let skipped = 0

for (const [name, command, args] of checks) {
  const ok = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  process.stdout.write(`${ok ? '✓' : '✗'} ${name}\n`)
  if (ok) passed++
  else failed++
}

const scratch = mkdtempSync(join(tmpdir(), 'thapcanh-test-'))
const report = join(scratch, 'report.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const opensslConfig = join(root, 'collectors', 'listeners', 'no-tickets.cnf')
const run = spawnSync(
  node,
  [
    `--openssl-config=${opensslConfig}`,
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...only,
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
)
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, 'utf8'))
  passed += result.numPassedTests
  failed += result.numFailedTests
  skipped += result.numPendingTests + result.numTodoTests
  const suiteFailures = result.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'),
  )
  failed += suiteFailures.length
}
rmSync(scratch, { recursive: true, force: true })
if (run.status !== 0 && failed === 0) failed = 1
if (process.env.CI === 'true' && skipped > 0) {
  process.stdout.write(`✗ ${skipped} skipped: here everything must run\n`)
  failed++
}
process.exitCode = failed > 0 ? 1 : 0
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
