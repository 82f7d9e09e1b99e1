// `npm run check`: types, lint and format only; seconds instead of minutes, for use while writing.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { modernNode, root, setUp } from './setup.mjs'

await setUp({ console: false })
const bin = name => join(root, 'node_modules', '.bin', name)
const steps = [
  [modernNode(), [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']],
  [bin('oxlint'), ['--type-aware', '--deny-warnings']],
  [bin('oxfmt'), ['--check']],
]
const failed = steps.filter(
  ([command, args]) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0,
)
process.exitCode = failed.length > 0 ? 1 : 0
