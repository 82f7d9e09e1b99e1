// The keys that every leader must have, whoever it is: the one that signs the audit trail, and the one by which authors
// are told apart. The first leader makes them; they travel in the state, sealed with the cluster's secret, and stand
// as files in the folder of each that has led. What a cluster once has wins over what lies in a folder.
//
// A key in the state that cannot be opened was sealed with another secret: it is left there, unless this folder has the
// very same key, which is sealed anew then. So the secret may be changed.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openSealed, sealText } from '#/cluster/sealed-text.ts'
import { openAuthorHash } from '#/crawler/author-hash.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import { openSigningKey, PRIVATE_KEY_FILE, PUBLIC_KEY_FILE } from '#/proof/signing-key.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface SharedKeysOptions {
  readonly state: Pick<StateStore, 'setting' | 'putSetting'>
  readonly folder: Pick<DataFolder, 'keys' | 'authorKey'>
  /** The cluster's; undefined when it has none, and then private keys stay where they are. */
  readonly secret: string | undefined
  readonly report: ReportProblem
}

interface Kept {
  readonly sealed: string
  /** SHA-256 of the key, by which its owner knows it without opening it. */
  readonly digest: string
}

const PUBLIC = 'cluster:public-keys'

/** To be called by a new leader before anything opens its keys. What it wrote into the state is yet to be settled. */
export function shareKeys({ state, folder, secret, report }: SharedKeysOptions): void {
  if (secret === undefined) {
    const detail = 'there is no cluster.calls.secretFile: the next leader signs with a key of its own'
    report({ code: 'cluster.keys', where: folder.keys, detail })
  } else {
    const share = (name: string, file: string, make: () => void): void =>
      shareKey({ state, secret, report }, name, file, make)
    share('signing-key', join(folder.keys, PRIVATE_KEY_FILE), () => openSigningKey(folder.keys))
    share('author-key', folder.authorKey, () => openAuthorHash(folder.authorKey))
  }
  openSigningKey(folder.keys)
  sharePublicKeys(state, folder.keys)
}

function shareKey(
  { state, secret, report }: Pick<SharedKeysOptions, 'state' | 'report'> & { readonly secret: string },
  name: string,
  file: string,
  make: () => void,
): void {
  const setting = `cluster:${name}`
  const text = state.setting(setting)
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept)
  const opened = kept === undefined ? undefined : openSealed(kept.sealed, name, secret)
  if (opened !== undefined) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== opened) writeWhole(file, opened)
    return
  }
  if (!existsSync(file) && kept !== undefined) tellSealed()
  make()
  const own = readFileSync(file, 'utf8')
  const digest = createHash('sha256').update(own).digest('hex')
  if (kept === undefined || kept.digest === digest)
    state.putSetting(setting, JSON.stringify({ sealed: sealText(own, name, secret), digest } satisfies Kept))
  else tellSealed()

  function tellSealed(): void {
    const detail = `the cluster's ${name} was sealed with another secret: give every process the same cluster.calls.secretFile`
    report({ code: 'cluster.keys', where: file, detail })
  }
}

/** Public halves of all keys that ever signed, so that each leader can tell whether what they signed is whole. */
function sharePublicKeys(state: SharedKeysOptions['state'], folder: string): void {
  const text = state.setting(PUBLIC)
  const kept = text === undefined ? {} : (JSON.parse(text) as Readonly<Record<string, string>>)
  for (const [name, pem] of Object.entries(kept))
    if (PUBLIC_KEY_FILE.test(name) && !existsSync(join(folder, name)))
      writeFileSync(join(folder, name), pem, { mode: 0o644 })
  const own = readdirSync(folder).filter(name => PUBLIC_KEY_FILE.test(name))
  const all = Object.fromEntries(own.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
  if (own.some(name => kept[name] === undefined))
    state.putSetting(PUBLIC, JSON.stringify({ ...kept, ...all }))
}

function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const half = `${file}.new`
  rmSync(half, { force: true })
  writeFileSync(half, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(half, file)
}
