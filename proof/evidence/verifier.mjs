/* oxlint-disable max-lines -- one file on purpose: it goes into each package and stands alone there */
// Verifies an evidence package of Thápcanh without the platform and without network: `node verify.mjs FILE`, with
// Node 18 or later and nothing else. The same file is what `thapcanh evidence verify` runs. Take it from the release or
// from there, not from the package that is to be verified: whoever alters a package can alter the script in it.
//
// What it proves, from the outside in: the archive has one way to be written; the manifest names the SHA-256 of every
// part; an entry of the platform's audit trail names the SHA-256 of the manifest; the trail's end is signed (Ed25519).
// Each event of a sealed day leads, by RFC 6962, to the root that the trail had before the package was thought of.

import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const BLOCK = 512
const RECEIPT = 'receipt/'
const SEGMENT = ['trail.ndjson', 'head.json', 'head.txt', 'head.sig']
const MAX_SMALL_BYTES = 64 * 1024 * 1024

const sha256 = (...pieces) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}
const hex = bytes => bytes.toString('hex')

/** RFC 8785, for what JSON.parse gives. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

/** The object of a text that is canonical JSON; undefined for any other. */
function readCanonical(bytes) {
  try {
    const value = JSON.parse(bytes.toString('utf8'))
    const isOne = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isOne && Buffer.from(canonical(value)).equals(bytes) ? value : undefined
  } catch {
    return undefined
  }
}

/** Stops the verification where nothing after it can be told. */
class Broken extends Error {
  constructor(kind, where, detail) {
    super(detail)
    this.damage = { kind, where, detail }
  }
}

// ── The archive ─────────────────────────────────────────────────────────────────────────────────────────────────────

function headerOf(name, bytes, mtime) {
  const block = Buffer.alloc(BLOCK)
  const octal = (at, width, value) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1')
  block.write(name, 0)
  octal(100, 8, 0o644)
  octal(108, 8, 0)
  octal(116, 8, 0)
  octal(124, 12, bytes)
  octal(136, 12, mtime)
  block.write('0', 156)
  block.write('ustar\x0000', 257, 'latin1')
  octal(329, 8, 0)
  octal(337, 8, 0)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

async function readAt(file, offset, length) {
  const buffer = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, offset + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}

/** Parts in their order; each header and each padding must be as the platform writes it. */
async function readArchive(file) {
  const { size } = await file.stat()
  const parts = []
  const after = () =>
    parts.length === 0 ? 'the begin of the archive' : `the archive after ${parts.at(-1).name}`
  let at = 0
  for (;;) {
    const block = await readAt(file, at, BLOCK)
    if (block.length < BLOCK)
      throw new Broken('truncated', after(), `the archive ends there, after ${size} bytes`)
    if (block.every(byte => byte === 0)) break
    const name = block.toString(
      'utf8',
      0,
      Math.max(0, block.indexOf(0) === -1 ? 100 : Math.min(100, block.indexOf(0))),
    )
    const [bytes, mtime] = [124, 136].map(place =>
      Number.parseInt(block.toString('latin1', place, place + 11), 8),
    )
    if (
      !Number.isSafeInteger(bytes) ||
      !Number.isSafeInteger(mtime) ||
      !headerOf(name, bytes, mtime).equals(block)
    )
      throw new Broken('altered', after(), `the header at byte ${at} is not as the platform writes it`)
    const offset = at + BLOCK
    const padding = (BLOCK - (bytes % BLOCK)) % BLOCK
    if (offset + bytes + padding > size)
      throw new Broken('truncated', name, `has ${Math.max(0, size - offset)} of its ${bytes} bytes`)
    if ((await readAt(file, offset + bytes, padding)).some(byte => byte !== 0))
      throw new Broken('altered', `the archive after ${name}`, 'the filling is not empty')
    parts.push({ name, offset, bytes, mtime })
    at = offset + bytes + padding
  }
  const end = await readAt(file, at, 2 * BLOCK)
  if (end.length < 2 * BLOCK) throw new Broken('truncated', after(), 'the end of the archive is missing')
  if (end.some(byte => byte !== 0) || size > at + 2 * BLOCK)
    throw new Broken('altered', after(), 'something stands at the end of the archive')
  return parts
}

/** Reads a part piece by piece: lines, or so many bytes. */
class PartReader {
  constructor(file, { offset, bytes }) {
    this.file = file
    this.at = offset
    this.end = offset + bytes
    this.buffer = Buffer.alloc(0)
  }

  async fill() {
    const length = Math.min(1 << 18, this.end - this.at)
    if (length === 0) return false
    const piece = await readAt(this.file, this.at, length)
    this.at += piece.length
    this.buffer = Buffer.concat([this.buffer, piece])
    return piece.length > 0
  }

  /** The next line without its end; undefined after the last. What stands behind the last end counts as a line. */
  async line() {
    let seen = 0
    for (;;) {
      const found = this.buffer.indexOf(10, seen)
      if (found !== -1) {
        const line = this.buffer.subarray(0, found)
        this.buffer = this.buffer.subarray(found + 1)
        return line
      }
      seen = this.buffer.length
      if (await this.fill()) continue
      const rest = this.buffer
      this.buffer = Buffer.alloc(0)
      return rest.length === 0 ? undefined : rest
    }
  }

  async take(length) {
    while (this.buffer.length < length && (await this.fill()));
    const taken = this.buffer.subarray(0, length)
    this.buffer = this.buffer.subarray(length)
    return taken
  }
}

// ── The trail ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is signed of a head. */
const headText = ({ number, hash, at }) => canonical({ what: 'thapcanh audit head', number, hash, at })

/** The entries of the trail under that name up to a signed head: number → hash, and the first. */
function verifySegment(prefix, small, keys, tell) {
  const where = `${prefix}trail.ndjson`
  const links = []
  const lines = small(where).toString('utf8').split('\n')
  if (lines.pop() !== '') tell('truncated', where, 'does not end with a line')
  for (const [at, text] of lines.entries()) {
    const link = readCanonical(Buffer.from(text))
    if (link === undefined) {
      tell('altered', `${where}, line ${at + 1}`, 'is not as the platform writes it')
      return undefined
    }
    links.push({ ...link, own: hex(sha256(text)) })
  }
  if (links.length === 0) {
    tell('truncated', where, 'holds no entry')
    return undefined
  }
  const head = readCanonical(small(`${prefix}head.json`))
  const last = links.at(-1)
  // An entry fits when the next one, or the head, names its hash.
  const fits = links.map((link, at) =>
    at + 1 < links.length
      ? links[at + 1].previous === link.own && links[at + 1].number === link.number + 1
      : head !== undefined && head.hash === link.own && head.number === link.number,
  )
  const bad = fits.indexOf(false)
  if (head === undefined) tell('altered', `${prefix}head.json`, 'is not as the platform writes it')
  else if (bad !== -1) {
    // When the next does not fit either, it is the next that was changed.
    const named = bad + 1 < links.length && !fits[bad + 1] ? links[bad + 1] : links[bad]
    const next = links[bad + 1]
    if (next !== undefined && next.number > links[bad].number + 1)
      tell('absent', `${where}, audit entry ${links[bad].number + 1}`, 'is missing between the others')
    else if (next === undefined && head.number > last.number)
      tell('truncated', `${where}, audit entry ${last.number}`, `a head was signed for entry ${head.number}`)
    else tell('altered', `${where}, audit entry ${named.number}`, 'is not the one that was signed')
  } else verifyHead(prefix, head, small, keys, tell)
  return { first: links[0], hashes: new Map(links.map(({ number, own }) => [number, own])) }
}

function verifyHead(prefix, head, small, keys, tell) {
  const key = keys.get(head.key)
  const where = `${prefix}head.json`
  const text = Buffer.from(headText(head))
  if (key === undefined) tell('altered', where, `is signed with the key ${head.key}, which is not believed`)
  else if (!verifySignature(null, text, key.key, Buffer.from(String(head.signature), 'base64')))
    tell('altered', where, 'does not bear its signature')
  if (!small(`${prefix}head.txt`).equals(text)) tell('altered', `${prefix}head.txt`, 'is not what was signed')
  if (Buffer.from(String(head.signature), 'base64').toString('base64') !== head.signature)
    tell('altered', where, 'is not as the platform writes it')
  if (!small(`${prefix}head.sig`).equals(Buffer.from(String(head.signature), 'base64')))
    tell('altered', `${prefix}head.sig`, 'is not the signature of the head')
}

// ── The events ──────────────────────────────────────────────────────────────────────────────────────────────────────

const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right)

/** RFC 9162, 2.1.3.2. */
function leadsToRoot(leaf, { index, path }, size, root) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size || !Array.isArray(path)) return false
  let [at, last, reached] = [index, size - 1, leaf]
  for (const neighbour of path) {
    if (last === 0 || !/^[0-9a-f]{64}$/.test(neighbour)) return false
    if (at % 2 === 1 || at === last) {
      reached = nodeHash(Buffer.from(neighbour, 'hex'), reached)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else reached = nodeHash(reached, Buffer.from(neighbour, 'hex'))
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && hex(reached) === root
}

/** Why the proof of an event does not hold; undefined when it does. */
function doubtOfProof(proof, leaf, sealedFiles) {
  const sealed = sealedFiles.get(proof.file)
  if (proof.kind === 'not-sealed') return undefined
  if (sealed === undefined || sealed.day !== proof.day)
    return `speaks of ${proof.file}, which is not sealed here`
  if (proof.kind === 'sealed-whole')
    return sealed.tree === undefined ? undefined : 'leaves out its way to the root'
  if (proof.kind !== 'sealed') return 'is of no known kind'
  return leadsToRoot(leaf, proof, sealed.events, sealed.tree)
    ? undefined
    : 'does not lead to the root of its day'
}

/** Events, their proofs and their raw lines, side by side. */
async function verifyEvents(readers, manifest, sealedFiles, isBad, tell) {
  const counts = { sealed: 0, 'sealed-whole': 0, 'not-sealed': 0 }
  let before = ''
  for (let record = 1; ; record++) {
    const [line, proofLine] = [await readers.events.line(), await readers.proofs.line()]
    if (line === undefined && proofLine === undefined) {
      if (record - 1 < manifest.events)
        tell('truncated', `events.ndjson, record ${record - 1}`, `${manifest.events} events were exported`)
      break
    }
    const proof = proofLine === undefined ? undefined : readCanonical(proofLine)
    const at = name => `${name}, record ${record}`
    if (proofLine === undefined)
      return tell(
        isBad('proofs.ndjson') ? 'truncated' : 'altered',
        at(isBad('proofs.ndjson') ? 'proofs.ndjson' : 'events.ndjson'),
        'is one more than there are on the other side',
      )
    if (proof === undefined) return tell('altered', at('proofs.ndjson'), 'is not as the platform writes it')
    if (line === undefined)
      return tell('truncated', at('events.ndjson'), `event ${proof._id} and what comes after it is missing`)
    const leaf = sha256(Uint8Array.of(0), line)
    const event = readEvent(line)
    if (hex(leaf) !== proof.leaf) {
      if (!isBad('events.ndjson') && isBad('proofs.ndjson'))
        return tell('altered', at('proofs.ndjson'), `is not the proof of event ${event?._id}`)
      if (event !== undefined && event._id > proof._id)
        return tell('absent', at('events.ndjson'), `event ${proof._id} is missing there`)
      return tell('altered', at('events.ndjson'), `is not event ${proof._id} as it was exported`)
    }
    const id = event?._id
    if (id !== proof._id || !(id > before))
      return tell(
        'altered',
        at(isBad('proofs.ndjson') ? 'proofs.ndjson' : 'events.ndjson'),
        `event ${id} does not stand in its order`,
      )
    before = id
    const doubt = doubtOfProof(proof, leaf, sealedFiles)
    if (doubt !== undefined) return tell('altered', at('proofs.ndjson'), `the proof of event ${id} ${doubt}`)
    counts[proof.kind]++
    const raw = Buffer.from(`${event['event.original'] ?? ''}\n`)
    const found = await readers.raw.take(raw.length)
    if (!found.equals(raw)) {
      const isEnd = found.length < raw.length && raw.subarray(0, found.length).equals(found)
      tell(isEnd ? 'truncated' : 'altered', at('raw-lines.log'), `is not the line of event ${id} as received`)
      return undefined
    }
  }
  if ((await readers.raw.take(1)).length > 0)
    tell('altered', 'raw-lines.log', 'holds more than the lines of the events')
  const { sealed, sealedWhole, notSealed } = manifest
  if (
    sealed !== counts.sealed ||
    sealedWhole !== counts['sealed-whole'] ||
    notSealed !== counts['not-sealed']
  )
    tell('altered', 'manifest.json', 'counts other events than there are')
  return undefined
}

function readEvent(line) {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

// ── All of it ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Keys of PEM texts: id → key and fingerprint (SHA-256 of the SPKI in DER). */
function keysOf(pems) {
  return new Map(
    pems.map(pem => {
      const key = createPublicKey(pem)
      const fingerprint = hex(sha256(key.export({ type: 'spki', format: 'der' })))
      return [fingerprint.slice(0, 16), { key, fingerprint }]
    }),
  )
}

/**
 * Damage in the order of the package, the first is the first bad record, and what the package says of itself. `keys` are
 * PEM texts that alone are believed, `fingerprints` those (whole, or their first 16 digits and more) of keys in the
 * package that alone are believed, `heads` signed heads that were kept outside. Throws an Error when FILE cannot be read.
 */
export async function verifyEvidence(path, { keys = [], fingerprints = [], heads = [] } = {}) {
  const damage = []
  const found = { damage, manifest: undefined, fingerprints: [], exported: undefined, confirmed: 0 }
  const named = new Set()
  const tell = (kind, where, detail) => {
    damage.push({ kind, where, detail })
    named.add(where.split(',')[0])
  }
  const file = await open(path, 'r')
  try {
    await verifyParts(file, { keys, fingerprints, heads }, found, tell, named)
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    damage.push(error.damage)
  } finally {
    await file.close()
  }
  return found
}

async function verifyParts(file, { keys: given, fingerprints, heads }, found, tell, named) {
  const parts = await readArchive(file)
  const byName = new Map(parts.map(part => [part.name, part]))
  const contents = new Map()
  for (const part of parts)
    if (
      part.bytes <= MAX_SMALL_BYTES &&
      !['events.ndjson', 'raw-lines.log', 'proofs.ndjson'].includes(part.name)
    )
      contents.set(part.name, await readAt(file, part.offset, part.bytes))
  const small = name => {
    const bytes = contents.get(name)
    if (bytes === undefined) throw new Broken('absent', name, 'is missing in the package')
    return bytes
  }
  const manifest = readCanonical(small('manifest.json'))
  if (
    manifest === undefined ||
    manifest.what !== 'thapcanh evidence package' ||
    !Array.isArray(manifest.parts)
  )
    throw new Broken('altered', 'manifest.json', 'is not as the platform writes it')
  if (manifest.format !== 1)
    throw new Error(`the package has the format ${manifest.format}, made by a later version`)
  found.manifest = manifest

  const expected = [
    ...manifest.parts.map(({ name }) => name),
    'manifest.json',
    ...SEGMENT.map(name => RECEIPT + name),
  ]
  for (const name of expected)
    if (!byName.has(name)) throw new Broken('absent', name, 'is missing in the package')
  for (const [at, { name, mtime }] of parts.entries()) {
    if (name !== expected[at]) throw new Broken('altered', name, 'does not belong there')
    if (mtime !== Math.floor(manifest.madeAt / 1000))
      throw new Broken('altered', name, 'its header bears another time')
  }
  const bad = new Set()
  for (const { name, bytes, sha256: digest } of manifest.parts) {
    const part = byName.get(name)
    const hash = createHash('sha256')
    for (let at = 0; at < part.bytes; at += 1 << 20)
      hash.update(await readAt(file, part.offset + at, Math.min(1 << 20, part.bytes - at)))
    if (part.bytes !== bytes || hash.digest('hex') !== digest) bad.add(name)
  }

  const keyParts = manifest.parts.map(({ name }) => name).filter(name => name.startsWith('keys/'))
  const keys = believedKeys(keyParts, small, given, fingerprints, found, tell)
  const receipt = verifySegment(RECEIPT, small, keys, tell)
  if (receipt !== undefined) {
    const { first } = receipt
    const digest = hex(sha256(small('manifest.json')))
    const isOurs = first.action === 'evidence.exported' && String(first.detail).startsWith(`${digest} `)
    if (!isOurs) tell('altered', 'manifest.json', 'is not the one that the audit trail names')
    else if (first.by !== manifest.by)
      tell('altered', 'manifest.json', 'names another person than the audit trail')
    found.exported = { number: first.number, by: first.by, at: first.at }
  }
  const segments = receipt === undefined ? [] : [receipt]
  const sealedFiles = new Map()
  for (const day of manifest.days) {
    const prefix = `days/${day}/`
    const segment = verifySegment(prefix, small, keys, tell)
    const sealed = readCanonical(small(`${prefix}sealed.json`))
    if (segment === undefined) continue
    segments.push(segment)
    const { first } = segment
    const digest = hex(sha256(small(`${prefix}sealed.json`)))
    const isNamed =
      first.by === 'thapcanh' && first.action === 'day.sealed' && first.subject === `events ${day}`
    if (sealed === undefined || !isNamed || first.detail !== digest) {
      tell('altered', `${prefix}sealed.json`, 'is not the manifest that the audit trail names')
      continue
    }
    for (const each of sealed.files) sealedFiles.set(each.name, { ...each, day })
  }
  const reader = name => new PartReader(file, byName.get(name))
  const readers = {
    events: reader('events.ndjson'),
    proofs: reader('proofs.ndjson'),
    raw: reader('raw-lines.log'),
  }
  await verifyEvents(readers, manifest, sealedFiles, name => bad.has(name), tell)
  for (const name of bad)
    if (!named.has(name)) tell('altered', name, 'does not have the SHA-256 of the manifest')
  found.confirmed = confirmedBy(heads, segments, keys, tell)
}

function believedKeys(keyParts, small, given, fingerprints, found, tell) {
  const keys = new Map()
  for (const name of keyParts) {
    try {
      for (const [id, key] of keysOf([small(name).toString('utf8')])) {
        if (name === `keys/${id}.pem`) keys.set(id, key)
        else tell('altered', name, `is the key ${id}`)
      }
    } catch (error) {
      if (error instanceof Broken) throw error
      tell('altered', name, 'is no public key')
    }
  }
  found.fingerprints = [...keys.values()].map(({ fingerprint }) => fingerprint)
  if (given.length > 0) return keysOf(given)
  if (fingerprints.length === 0) return keys
  const wanted = fingerprints.map(text => text.toLowerCase().replace(/[^0-9a-f]/g, ''))
  return new Map(
    [...keys].filter(([, { fingerprint }]) =>
      wanted.some(text => text.length >= 16 && fingerprint.startsWith(text)),
    ),
  )
}

/** How many stretches of the trail in the package end at, or hold, an entry for which a head was kept outside. */
function confirmedBy(heads, segments, keys, tell) {
  const confirmed = new Set()
  for (const head of heads) {
    const key = keys.get(head.key)
    const isSigned =
      key !== undefined &&
      verifySignature(
        null,
        Buffer.from(headText(head)),
        key.key,
        Buffer.from(String(head.signature), 'base64'),
      )
    for (const segment of isSigned ? segments : []) {
      const hash = segment.hashes.get(head.number)
      if (hash === head.hash) confirmed.add(segment)
      else if (hash !== undefined)
        tell('altered', `audit entry ${head.number}`, 'is not the one for which a head was kept outside')
    }
  }
  return confirmed.size
}

/** Heads of a file of an anchor, or of a saved mail; lines that are none are passed over. */
export function headsOf(text) {
  return text.split(/\r?\n/).flatMap(line => {
    const head = readCanonical(Buffer.from(line))
    return head !== undefined && Number.isSafeInteger(head.number) && typeof head.signature === 'string'
      ? [head]
      : []
  })
}

/** Words for people about what was found, in Vietnamese and English. */
export function summaryOf({ damage, manifest, fingerprints, exported, confirmed }, isKeyGiven) {
  const [first] = damage
  const lines = []
  if (first === undefined) {
    const { events, sealed, sealedWhole, notSealed } = manifest
    lines.push(
      `NGUYÊN VẸN / WHOLE: ${events} sự kiện / events; ${sealed} chứng minh bằng cây băm của ngày đã niêm phong / proven by the tree of a sealed day`,
    )
    if (sealedWhole > 0)
      lines.push(
        `${sealedWhole} thuộc ngày niêm phong bởi phiên bản cũ, chỉ chứng minh được cùng cả tệp ngày / are of days that an earlier version sealed, and are proven only with the whole file of the day`,
      )
    if (notSealed > 0)
      lines.push(
        `${notSealed} thuộc ngày chưa niêm phong lúc xuất: chỉ chứng minh không bị sửa từ lúc xuất / were of days not sealed yet: proven unchanged only since the export`,
      )
    lines.push(
      `Người xuất / exported by: ${exported.by}, ${new Date(exported.at).toISOString()}, mục nhật ký / audit entry ${exported.number}; lý do / reason: ${manifest.reason}`,
    )
    if (!manifest.complete) lines.push(`Gói KHÔNG đủ / the package is NOT complete: ${manifest.incomplete}`)
  } else {
    const is = { altered: 'was altered', truncated: 'is cut off', absent: 'is absent' }[first.kind]
    lines.push(`KHÔNG nguyên vẹn / NOT whole: ${first.where} ${is}: ${first.detail}`)
    if (damage.length > 1) lines.push(`${damage.length} chỗ / such places in all`)
  }
  if (!isKeyGiven)
    for (const fingerprint of fingerprints)
      lines.push(
        `Khóa trong gói / key in the package: SHA-256 ${fingerprint}\n  Hãy đối chiếu qua kênh khác / compare it over another channel, or give --key or --fingerprint`,
      )
  lines.push(
    confirmed > 0
      ? `${confirmed} đoạn nhật ký khớp đầu chuỗi giữ bên ngoài / stretches of the trail fit heads that were kept outside`
      : 'Không có đầu chuỗi bên ngoài (--anchor) nào khớp / no head from outside (--anchor) was compared: whoever has the key could have made all of it',
  )
  return `${lines.join('\n')}\n`
}

/** Exit 0: whole; 1: not, each damage is a line of JSON on stdout; 2: what was given cannot be read. */
export async function runVerifier(argv, { stdout, stderr }) {
  let options
  try {
    options = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true, default: [] },
        fingerprint: { type: 'string', multiple: true, default: [] },
        anchor: { type: 'string', multiple: true, default: [] },
      },
    })
    if (options.positionals.length !== 1) throw new Error('name one evidence package')
    const { key, fingerprint, anchor } = options.values
    const [keys, anchors] = await Promise.all(
      [key, anchor].map(files => Promise.all(files.map(name => readFile(name, 'utf8')))),
    )
    const found = await verifyEvidence(options.positionals[0], {
      keys,
      fingerprints: fingerprint,
      heads: anchors.flatMap(headsOf),
    })
    for (const each of found.damage) stdout.write(`${JSON.stringify(each)}\n`)
    stderr.write(summaryOf(found, key.length + fingerprint.length > 0))
    return found.damage.length === 0 ? 0 : 1
  } catch (error) {
    stderr.write(`verify: ${error.message}\n`)
    return 2
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await runVerifier(process.argv.slice(2), process)
