// The thread of called-thread.test.ts: doubles numbers, refuses what is none, and dies, cannot begin or
// never gets ready when told to.

import { parentPort, workerData } from 'node:worker_threads'
import { packError } from '#/kernel/carry-error.ts'
import { Permanent } from '#/kernel/errors.ts'

export interface Asked {
  readonly call: number
  readonly number: number
}

if (workerData === 'unusable')
  parentPort!.postMessage({
    kind: 'unusable',
    error: packError(new Permanent('model.damaged', 'nothing to begin with')),
  })
else if (workerData === 'never ready') for (;;);
else if (workerData === 'broken') throw new Error('broken from the beginning')
else {
  parentPort!.on('message', ({ call, number }: Asked) => {
    if (number === 0) process.exit(3)
    if (number < 0) parentPort!.close()
    else if (Number.isNaN(number))
      parentPort!.postMessage({ kind: 'failed', call, error: packError(new Permanent('x.y', 'no number')) })
    // 1 is never answered.
    else if (number > 1) parentPort!.postMessage({ kind: 'result', call, result: number * 2 })
  })
  parentPort!.postMessage({ kind: 'ready' })
}
