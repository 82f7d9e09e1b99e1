// `npm run -s bench -- NAME [options]`: one benchmark, one JSON line of figures on stdout.

import { runModern } from './run-modern.mjs'
import { setUp } from './setup.mjs'

await setUp({ console: false })
runModern('bench/main.ts', process.argv.slice(2))
