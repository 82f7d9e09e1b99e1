// Archives of rules: what is taken from honest ones, however they were written, and what hostile ones are told.

import { deflateRawSync, crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readRuleSetZip } from '#/rulesets/read-zip.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import { contentOf, ruleText } from './invented-rules.ts'

const RULE = ruleText(1)
const pack = (files: Zippable): Buffer => Buffer.from(zipSync(files))

interface Entry {
  readonly name: string
  readonly localName?: string
  readonly data?: Buffer
  readonly method?: number
  readonly size?: number
  readonly packed?: number
  readonly crc?: number
  readonly flags?: number
  readonly mode?: number
  /** Place of an earlier entry's header to use instead of one of its own. */
  readonly sharesWith?: number
}

/** An archive written by hand, with whatever lies its entries tell. */
function craft(entries: readonly Entry[], change: (archive: Buffer) => Buffer = same => same): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let offset = 0
  for (const entry of entries) {
    const { name, data = Buffer.from(RULE), method = 0, flags = 0 } = entry
    const raw = method === 8 ? deflateRawSync(data) : data
    const size = entry.size ?? data.length
    const packed = entry.packed ?? raw.length
    const facts = Buffer.alloc(22)
    facts.writeUInt16LE(flags, 2)
    facts.writeUInt16LE(method, 4)
    facts.writeUInt32LE(entry.crc ?? crc32(data), 10)
    facts.writeUInt32LE(packed, 14)
    facts.writeUInt32LE(size, 18)
    const at = entry.sharesWith === undefined ? offset : offsets[entry.sharesWith]!
    offsets.push(at)
    if (entry.sharesWith === undefined) {
      const local = Buffer.from(entry.localName ?? name)
      const lengths = Buffer.alloc(4)
      lengths.writeUInt16LE(local.length)
      const record = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, lengths, local, raw])
      parts.push(record)
      offset += record.length
    }
    const tail = Buffer.alloc(18)
    tail.writeUInt16LE(Buffer.byteLength(name), 0)
    tail.writeUInt16LE(entry.mode ?? 0, 12)
    tail.writeUInt32LE(at, 14)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), facts, tail, Buffer.from(name))
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return change(Buffer.concat([...parts, listed, end]))
}

describe('an honest archive', () => {
  test('of a repository gives its rules and licences without the folder around them', () => {
    const content = readRuleSetZip(
      pack({
        'sigma-main': {
          LICENSE: strToU8('Invented licence'),
          'README.md': strToU8('x'),
          '.github': { 'workflow.yml': strToU8('title: no rule of the set') },
          rules: { 'a.yml': [strToU8(RULE), { level: 9 }], 'b.YAML': [strToU8(ruleText(2)), { level: 0 }] },
          tests: { 'index.yml': strToU8('files: [a, b]\n') },
        },
      }),
    )
    expect(content.files.map(({ path }) => path)).toEqual(['LICENSE', 'rules/a.yml', 'rules/b.YAML'])
    expect(content.files[1]!.text).toBe(RULE)
    expect(content.ignored).toBe(3)
    expect(content.problems).toEqual([])
  })

  test('with a comment at its end, with folders as entries, or crafted by us, is read', () => {
    const comment = (archive: Buffer): Buffer => {
      const text = Buffer.from('PK\x05\x06 is no end', 'latin1')
      const copy = Buffer.concat([archive, text])
      copy.writeUInt16LE(text.length, archive.length - 2)
      return copy
    }
    const entries = [
      { name: 'd/', data: Buffer.alloc(0) },
      { name: 'd/a.yml' },
      { name: 'd/b.yml', method: 8 },
    ]
    expect(readRuleSetZip(craft(entries, comment)).files.map(({ path }) => path)).toEqual(['a.yml', 'b.yml'])
  })

  test('has files left out that cannot be taken, each with its reason', () => {
    const long = `${'x'.repeat(256)}.yml`
    const { files, problems } = readRuleSetZip(
      craft([
        { name: 'a.yml' },
        { name: 'link.yml', mode: 0xa1ff },
        { name: 'latin.yml', data: Buffer.from('title: \xe9', 'latin1') },
        { name: long },
      ]),
    )
    expect(files.map(({ path }) => path)).toEqual(['a.yml'])
    expect(problems.map(({ where, detail }) => `${where}: ${detail}`).sort()).toEqual([
      'latin.yml: is not UTF-8',
      'link.yml: is a symbolic link, which is not followed',
      `${long}: has a name of more than 255 bytes`,
    ])
  })

  test('written by us is what was written, and always the same bytes', () => {
    const name = fc.stringMatching(/^[a-zđ]{1,8}$/)
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(parts => `${parts.join('/')}.yml`)
    const text = fc.string({ unit: 'grapheme', maxLength: 200 }).map(tail => `title: ${tail}`)
    fc.assert(
      fc.property(fc.dictionary(path, text, { minKeys: 1, maxKeys: 12, noNullPrototype: true }), texts => {
        const content = contentOf(texts)
        const archive = writeRuleSetZip(content.files)
        expect(readRuleSetZip(archive)).toEqual({ ...content, ignored: 0 })
        expect(writeRuleSetZip(content.files)).toEqual(archive)
      }),
      { numRuns: 100 },
    )
  })
})

const cut = (bytes: number) => (archive: Buffer) => archive.subarray(0, archive.length - bytes)
const poke = (fromEnd: number, value: number) => (archive: Buffer) => {
  archive.writeUInt16LE(value, archive.length - fromEnd)
  return archive
}
const zeros = Buffer.alloc(1024 * 1024)

describe('a hostile or damaged archive is refused', () => {
  test.each<[string, Buffer, RegExp]>([
    ['no archive', Buffer.from('title: x'), /is no ZIP archive/],
    ['an empty file', Buffer.alloc(0), /is no ZIP archive/],
    ['cut off', cut(1)(craft([{ name: 'a.yml' }])), /cut off/],
    ['path that climbs', craft([{ name: '../a.yml' }]), /leads astray: "\.\.\/a\.yml"/],
    ['path that climbs inside', craft([{ name: 'a/../../b.yml' }]), /leads astray/],
    ['path that climbs, not even a rule', craft([{ name: 'a.yml' }, { name: '../x.sh' }]), /leads astray/],
    ['absolute path', craft([{ name: '/etc/a.yml' }]), /leads astray/],
    ['drive', craft([{ name: 'C:a.yml' }]), /leads astray/],
    ['backslash', craft([{ name: '..\\a.yml' }]), /leads astray/],
    ['NUL in a name', craft([{ name: 'a.yml\0.png' }]), /leads astray/],
    ['empty part', craft([{ name: 'a//b.yml' }]), /leads astray/],
    [
      'name that is not UTF-8',
      craft([{ name: 'a.yml' }], archive => swap(archive, 'a.yml', 0xff)),
      /not UTF-8/,
    ],
    ['the same file twice', craft([{ name: 'a.yml' }, { name: 'a.yml' }]), /"a\.yml" twice/],
    [
      'file that is a folder too',
      craft([{ name: 'a.yml' }, { name: 'a.yml/b.yml' }]),
      /as file and as folder/,
    ],
    ['another name inside', craft([{ name: 'a.yml', localName: 'b.yml' }]), /another name in its own header/],
    ['encrypted', craft([{ name: 'a.yml', flags: 1 }]), /is encrypted/],
    ['unknown method', craft([{ name: 'a.yml', method: 14 }]), /method 14/],
    ['wrong check sum', craft([{ name: 'a.yml', crc: 1 }]), /is damaged/],
    ['larger than announced', craft([{ name: 'a.yml', method: 8, size: 10 }]), /larger than announced/],
    [
      'smaller than announced',
      craft([{ name: 'a.yml', method: 8, size: 9000 }]),
      /another size than announced/,
    ],
    ['broken stream', craft([{ name: 'a.yml', method: 8, packed: 20 }]), /is damaged/],
    ['bomb', craft([{ name: 'a.yml', method: 8, data: zeros }]), /packed more than 200 to one/],
    [
      'bomb that lies about its size',
      craft([{ name: 'a.yml', method: 8, data: zeros, size: 1000 }]),
      /larger than/,
    ],
    ['announced beyond all bounds', craft([{ name: 'a.yml', size: 0xf0000000 }]), /bytes of rules/],
    ['entry beyond the end', craft([{ name: 'a.yml', packed: 90_000 }]), /cut off|another size/],
    [
      'entries that share bytes',
      craft([
        { name: 'a.yml' },
        { name: 'a.yml/', sharesWith: 0 },
        { name: 'b.yml', localName: 'b.yml', sharesWith: 0 },
      ]),
      /another name|share/,
    ],
    ['more entries than it lists', craft([{ name: 'a.yml' }], poke(12, 7)), /one volume|broken/],
    ['one of several volumes', craft([{ name: 'a.yml' }], poke(18, 1)), /several/],
    ['directory elsewhere', craft([{ name: 'a.yml' }], poke(6, 60_000)), /outside|broken/],
    ['ZIP64', craft([{ name: 'a.yml' }], archive => poke(12, 0xffff)(poke(14, 0xffff)(archive))), /ZIP64/],
  ])('%s', (_, archive, reason) => {
    expect(() => readRuleSetZip(archive)).toThrow(reason)
    expect(() => readRuleSetZip(archive)).toThrow(expect.objectContaining({ code: 'rule-set.refused' }))
  })

  test('when its entries overlap although each is whole', () => {
    // The second entry's header lies inside the first one's stored bytes.
    const inner = craft([{ name: 'b.yml' }])
    const outer = craft([
      { name: 'a.yml', data: inner },
      { name: 'b.yml', sharesWith: 0 },
    ])
    const dataOfOuter = 30 + 'a.yml'.length
    const secondOffset = outer.lastIndexOf('b.yml') - 4
    outer.writeUInt32LE(dataOfOuter, secondOffset)
    expect(() => readRuleSetZip(outer)).toThrow(/share their bytes/)
  })

  test('when it has too many entries, before any is read', () => {
    const count = LIMITS.maxZipEntries + 1
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 0, 'latin1')
    end.writeUInt16LE(count, 8)
    end.writeUInt16LE(count, 10)
    expect(() => readRuleSetZip(end)).toThrow(`more than ${LIMITS.maxZipEntries} entries`)
  })

  test('or read, but never anything else, whatever bytes are changed', () => {
    const honest = pack({ 'a.yml': strToU8(RULE), d: { 'b.yml': strToU8(ruleText(2)) } })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        changes => {
          const archive = Buffer.from(honest)
          for (const [at, byte] of changes) archive[at] = byte
          const read = attempt(() => readRuleSetZip(archive).files.map(({ path }) => path))
          const isHarmless = Array.isArray(read) && read.every(path => !/\.\.|^\/|\\/.test(path))
          expect(isHarmless || read).toSatisfy(
            (outcome: unknown) =>
              outcome === true || (outcome instanceof Permanent && outcome.code === 'rule-set.refused'),
          )
        },
      ),
      { numRuns: 500 },
    )
  })
})

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

/** Puts a byte that no UTF-8 has into a name, wherever it stands. */
function swap(archive: Buffer, name: string, byte: number): Buffer {
  for (let at = archive.indexOf(name); at !== -1; at = archive.indexOf(name, at + 1)) archive[at] = byte
  return archive
}
