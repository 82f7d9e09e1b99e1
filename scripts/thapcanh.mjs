#!/usr/bin/env node
// The command `thapcanh` and `npm start`: sets the clone up when it must, then runs the platform.

import { runModern } from './run-modern.mjs'
import { setUp } from './setup.mjs'

const args = process.argv.slice(2)
await setUp({ console: args[0] === 'start', models: args[0] === 'start' })
runModern('cli/thapcanh.ts', args)
