// Runs vitest and counts what its report says, file by file. A file that could not even be loaded counts as one
// failure; so does a run that ended badly without naming a file.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { modernNode, root } from './setup.mjs'

/**
 * @param {readonly string[]} args for vitest: files, options
 * @returns {{ path: string, passed: number, skipped: number, failures: string[], counterexample: boolean }[]} a row
 *   for each file, its path from the project's root; `counterexample`: fast-check found one
 */
export function runVitest(args) {
  const scratch = mkdtempSync(join(tmpdir(), 'thapcanh-test-'))
  try {
    const report = join(scratch, 'report.json')
    const { status } = spawnSync(
      modernNode(),
      [
        `--openssl-config=${join(root, 'collectors', 'listeners', 'no-tickets.cnf')}`,
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...args,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          ...process.env,
          // Hundreds of processes load the same program: compiled once, by the first of them.
          NODE_COMPILE_CACHE: join(scratch, 'compiled'),
          // Set-up has just built it: no need for each file of the browser to build it again.
          THAPCANH_TEST_CONSOLE: join(root, 'dist', 'web'),
        },
      },
    )
    const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults.map(counted) : []
    if (status !== 0 && files.every(({ failures }) => failures.length === 0))
      files.push({
        path: '',
        passed: 0,
        skipped: 0,
        failures: [`vitest ended with ${status}`],
        counterexample: false,
      })
    return files
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function counted({ name, status, assertionResults, message }) {
  const passed = assertionResults.filter(test => test.status === 'passed').length
  const failing = assertionResults.filter(test => test.status === 'failed')
  const failures = failing.map(test => test.fullName)
  if (status === 'failed' && failures.length === 0) failures.push(message || 'the file could not be run')
  return {
    path: relative(root, name),
    passed,
    skipped: assertionResults.length - passed - failing.length,
    failures,
    counterexample: failing.some(test => test.failureMessages.join().includes('Property failed after')),
  }
}
