// The playbooks that can be run: the library that comes with the platform, and those that people imported. A
// playbook's id and `modified` are a version; a version never changes. A run keeps copies of exactly the
// documents it began with (snapshots by digest), whatever becomes of the catalogue.

import { put, type Change, type Collection, type Records } from '#/store/records.ts'
import type { Playbook, PlaybookActionStep } from '../cacao/playbook.ts'
import { digestOf } from './digest.ts'
import { pinName } from './playbook-call.ts'

export interface CataloguedPlaybook {
  readonly playbook: Playbook
  readonly source: 'library' | 'imported'
  readonly digest: string
}

interface ImportedRecord {
  readonly document: Playbook
  readonly importedAt: number
  readonly importedBy: string
}

const IMPORTED: Collection<ImportedRecord> = {
  name: 'playbook',
  keys: ({ document: { id, modified } }) => ({ playbook: id, modified }),
}
const SNAPSHOTS: Collection<Playbook> = { name: 'playbook-snapshot', keys: () => ({}) }

export interface PinnedPlaybooks {
  readonly pinned: Readonly<Record<string, string>>
  readonly playbooks: readonly CataloguedPlaybook[]
  /** Playbooks that are called and not in the catalogue. */
  readonly missing: readonly string[]
}

export interface Catalogue {
  /** Newest version of each, by name. */
  list(): Promise<readonly CataloguedPlaybook[]>
  /** Newest first. */
  versions(id: string): Promise<readonly CataloguedPlaybook[]>
  /** Without a version, the newest. */
  get(id: string, version?: string): Promise<CataloguedPlaybook | undefined>
  /** 'exists': this version is there already, with other contents or in the library. */
  add(document: Playbook, by: string, at: number): Promise<'added' | 'known' | 'exists'>
  /** All that a playbook calls, directly or not. */
  pin(playbook: Playbook): Promise<PinnedPlaybooks>
  /** Changes that keep copies of these playbooks. */
  snapshots(playbooks: readonly CataloguedPlaybook[]): Promise<readonly Change[]>
  /** The copy of a digest; throws when there is none. */
  snapshot(digest: string): Promise<Playbook>
}

export function createCatalogue(records: Records, library: readonly Playbook[]): Catalogue {
  const inLibrary = library.map(playbook => catalogued(playbook, 'library'))
  const snapshots = new Map<string, Playbook>()

  async function imported(id?: string): Promise<readonly CataloguedPlaybook[]> {
    const found: CataloguedPlaybook[] = []
    for (let after: string | undefined; ;) {
      const page = await records.find(IMPORTED, {
        limit: 1000,
        ...(id === undefined ? {} : { where: { playbook: id } }),
        ...(after === undefined ? {} : { after }),
      })
      for (const { record } of page.records) found.push(catalogued(record.document, 'imported'))
      if (page.next === null) return found
      after = page.next
    }
  }

  const catalogue: Catalogue = {
    async list() {
      const newest = new Map<string, CataloguedPlaybook>()
      for (const each of [...inLibrary, ...(await imported())]) {
        const known = newest.get(each.playbook.id)
        if (known === undefined || known.playbook.modified < each.playbook.modified)
          newest.set(each.playbook.id, each)
      }
      return [...newest.values()].sort((a, b) => a.playbook.name.localeCompare(b.playbook.name, 'vi'))
    },

    async versions(id) {
      const all = [...inLibrary.filter(({ playbook }) => playbook.id === id), ...(await imported(id))]
      return all.sort((a, b) => (a.playbook.modified < b.playbook.modified ? 1 : -1))
    },

    async get(id, version) {
      const versions = await catalogue.versions(id)
      return version === undefined
        ? versions[0]
        : versions.find(({ playbook }) => playbook.modified === version)
    },

    async add(document, by, at) {
      const known = await catalogue.get(document.id, document.modified)
      if (known !== undefined)
        return known.source === 'imported' && known.digest === digestOf(document) ? 'known' : 'exists'
      const record = { document, importedAt: at, importedBy: by }
      const id = `${document.id} ${document.modified}`
      return (await records.commit([put(IMPORTED, id, record, 0)])) === 'done' ? 'added' : 'exists'
    },

    async pin(playbook) {
      const pinned: Record<string, string> = {}
      const playbooks = new Map<string, CataloguedPlaybook>()
      const missing = new Set<string>()
      const waiting = [playbook]
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        for (const step of callsOf(next)) {
          const name = pinName(step)
          if (name in pinned || missing.has(name)) continue
          const found = await catalogue.get(step.playbook_id, step.playbook_version)
          if (found === undefined) missing.add(name)
          else {
            pinned[name] = found.digest
            playbooks.set(found.digest, found)
            waiting.push(found.playbook)
          }
        }
      return { pinned, playbooks: [...playbooks.values()], missing: [...missing] }
    },

    async snapshots(playbooks) {
      const changes = new Map<string, Change>()
      for (const { playbook, digest } of playbooks)
        if ((await records.get(SNAPSHOTS, digest)) === undefined)
          changes.set(digest, put(SNAPSHOTS, digest, playbook, 0))
      return [...changes.values()]
    },

    async snapshot(digest) {
      const known = snapshots.get(digest) ?? (await records.get(SNAPSHOTS, digest))?.record
      if (known === undefined) throw new Error(`there is no copy of the playbook ${digest}`)
      snapshots.set(digest, known)
      return known
    },
  }
  return catalogue
}

function catalogued(playbook: Playbook, source: CataloguedPlaybook['source']): CataloguedPlaybook {
  return { playbook, source, digest: digestOf(playbook) }
}

function callsOf(playbook: Playbook): readonly PlaybookActionStep[] {
  return Object.values(playbook.workflow).filter(step => step.type === 'playbook-action')
}
