// The one place where worker threads begin.
//
// Each thread strips the types of its files with Node's own WebAssembly. After a thousand calls V8 makes a faster way
// out of such a module, shared by all threads; when two threads do so at about the same time, V8 of Node 24.21 can free
// it wrongly and end the whole process (`Check failed: jit_page.has_value()`, seen once in some thousand threads). So
// before any thread begins, modules are told to keep the way out that they have.

import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'

setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000')

/** Begins a thread that runs that script with a structured clone of the data as its `workerData`. */
export function startThread(script: URL, data: unknown): Worker {
  return new Worker(script, { workerData: data })
}
