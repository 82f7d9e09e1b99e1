// `npm run screenshots`: runs the demo in the browser and puts its screenshots where the README shows them.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const SHOWN = ['queue-1366-vi.png', 'incident-1366-en.png', 'incident-1366-vi.png', 'queue-360-vi.png']

const run = spawnSync(process.execPath, [join(root, 'scripts', 'test.mjs'), 'tests/browser/demo.test.ts'], {
  cwd: root,
  stdio: 'inherit',
})
if (run.status !== 0) process.exit(run.status ?? 1)
mkdirSync(join(root, 'docs', 'screenshots'), { recursive: true })
for (const name of SHOWN)
  cpSync(join(root, 'test-results', 'screenshots', name), join(root, 'docs', 'screenshots', name))
