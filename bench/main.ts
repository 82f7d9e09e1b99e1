// `npm run -s bench -- NAME [options]`: runs one benchmark and prints one JSON line of figures.

type Bench = (args: readonly string[]) => Promise<Record<string, unknown>>

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  api: async () => (await import('./api.ts')).apiBench,
  cluster: async () => (await import('./cluster.ts')).clusterBench,
  detect: async () => (await import('./detect.ts')).detectBench,
  correlation: async () => (await import('./detect-correlation.ts')).correlationBench,
  exceptions: async () => (await import('./exceptions.ts')).exceptionsBench,
  extract: async () => (await import('./extract.ts')).extractBench,
  meaning: async () => (await import('./meaning.ts')).meaningBench,
  'meaning-quality': async () => (await import('./meaning-quality.ts')).meaningQualityBench,
  parse: async () => (await import('./parse.ts')).parseBench,
  ingest: async () => (await import('./ingest.ts')).ingestBench,
  mentions: async () => (await import('./mentions.ts')).mentionsBench,
  jobs: async () => (await import('./jobs.ts')).jobsBench,
  'rule-sets': async () => (await import('./rule-sets.ts')).ruleSetsBench,
  sentiment: async () => (await import('./sentiment.ts')).sentimentBench,
  spikes: async () => (await import('./spikes.ts')).spikesBench,
  store: async () => (await import('./store.ts')).storeBench,
}

const [name, ...args] = process.argv.slice(2)
const load = name === undefined ? undefined : BENCHES[name]
if (load === undefined) {
  process.stderr.write(`usage: npm run -s bench -- NAME\n  NAME: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 2
} else {
  const figures = await (await load())(args)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}
