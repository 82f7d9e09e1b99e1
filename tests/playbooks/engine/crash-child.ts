// A process that runs the playbook of crash-run.ts and kills itself, with SIGKILL, at the place that its
// arguments name: DIRECTORY RECORDER_URL HOOK COUNT. Without a place it runs to the end.

import { NO_HOOKS, runToEnd, type Hooks } from './crash-run.ts'

const [directory = '', recorder = '', hook = '', count = ''] = process.argv.slice(2)
const kill = (at: number): void => {
  if (at === Number(count)) process.kill(process.pid, 'SIGKILL')
}
const hooks: Hooks = hook in NO_HOOKS ? { ...NO_HOOKS, [hook]: kill } : NO_HOOKS
const { commits, effects, resumedMs } = await runToEnd(directory, recorder, hooks)
process.stdout.write(JSON.stringify({ commits, effects, resumedMs }))
