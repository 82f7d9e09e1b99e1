// `npm test`: sets itself up from nothing, then types, lint, format and every test, the browser's included.
// Its last line is `N passed, N failed, N skipped`. Arguments go to vitest: `npm test -- tests/store`.
//
// Before the tests, what needs one core runs beside what needs the network (docs/decisions/0050).
//
// Hundreds of files share two cores with the databases, browsers and platforms that they start. A file that failed
// there is run once more, alone, and counts by that second run; what passed only then is named above the last line,
// to be looked into (docs/decisions/0045). More than a few such files are no accident, and are not run again; nor is
// one whose property has a counterexample.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runVitest } from './run-vitest.mjs'
import { installSystemTools } from './system-tools.mjs'
import { modernNode, root, setUp, trainModels } from './setup.mjs'

const MAX_RUN_AGAIN = 3

const tools = installSystemTools()
await setUp({ console: true })

const bin = name => join(root, 'node_modules', '.bin', name)
const only = process.argv.slice(2)
/** Steps that count as one test each. */
const checks =
  only.length > 0
    ? []
    : [
        ['types', modernNode(), [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']],
        ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
        ['format', bin('oxfmt'), ['--check']],
      ]

let passed = 0
let failed = 0
let skipped = 0

/** Whether the step went well; all that it said, at once, since others speak meanwhile. */
async function check([name, command, args]) {
  const step = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  for (const stream of [step.stdout, step.stderr])
    stream.setEncoding('utf8').on('data', text => (words += text))
  const ok = await new Promise(resolve => {
    step.once('error', error => {
      words += `${error.message}\n`
      resolve(false)
    })
    step.once('close', status => resolve(status === 0))
  })
  process.stdout.write(`${words}${ok ? '✓' : '✗'} ${name}\n`)
  return ok
}

const [, , ...results] = await Promise.all([tools, trainModels(), ...checks.map(check)])
for (const ok of results) {
  if (ok) passed++
  else failed++
}

const files = runVitest(only)
const ill = files.filter(({ failures }) => failures.length > 0)
const again =
  only.length === 0 && ill.length <= MAX_RUN_AGAIN
    ? ill.filter(({ path, counterexample }) => path !== '' && !counterexample)
    : []
for (const first of again) {
  process.stdout.write(`\nOnce more, alone: ${first.path}\n`)
  files.splice(files.indexOf(first), 1, ...runVitest([first.path]))
}
for (const file of files) {
  passed += file.passed
  failed += file.failures.length
  skipped += file.skipped
}
for (const { path, failures } of again)
  if (files.some(file => file.path === path && file.failures.length === 0))
    process.stdout.write(`! ${path} failed beside the others and passed alone: ${failures.join('; ')}\n`)
if (process.env.CI === 'true' && skipped > 0) {
  process.stdout.write(`✗ ${skipped} skipped: here everything must run\n`)
  failed++
}
process.exitCode = failed > 0 ? 1 : 0
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
