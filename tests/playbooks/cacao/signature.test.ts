// Signatures: each algorithm, each state, and that no member of a signed playbook can change unseen.

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import {
  countersignPlaybook,
  signPlaybook,
  verifySignatures,
  type SignOptions,
} from '#/playbooks/cacao/signature.ts'
import { openKey, type TrustedKey } from '#/playbooks/cacao/signature-keys.ts'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import { altered, ID, samplePlaybook } from './sample-playbook.ts'

const NOW = Date.UTC(2026, 10, 22)
const DAY = 86_400_000

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed25519 = generateKeyPairSync('ed25519')
const PAIRS: Readonly<Record<string, Pair>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  Ed25519: ed25519,
}

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
const trusted = (pair: Pair, more: Partial<TrustedKey> = {}): TrustedKey => ({
  name: 'Phòng An ninh',
  publicKey: pem(pair.publicKey),
  ...more,
})
const options = (more: Partial<SignOptions> = {}): SignOptions => ({
  id: 'jss--0c5d2b1a-7e4f-4a6b-9c8d-000000000090',
  signee: 'Sở Thông tin',
  algorithm: 'Ed25519',
  hashAlgorithm: 'sha-256',
  privateKey: pem(ed25519.privateKey),
  at: NOW - DAY,
  ...more,
})
const playbook = (): Playbook => samplePlaybook() as unknown as Playbook
const keys = [openKey(trusted(ed25519))]
const stateOf = (signed: Playbook, now = NOW, list = keys): string =>
  verifySignatures(signed, list, now).state

describe('signatures', () => {
  test.for(Object.entries(PAIRS))('made with %s hold, over each hash', ([algorithm, pair]) => {
    for (const hashAlgorithm of ['sha-256', 'sha-384', 'sha-512']) {
      const signed = signPlaybook(
        playbook(),
        options({ algorithm, hashAlgorithm, privateKey: pem(pair.privateKey) }),
      )
      const list = [openKey(trusted(pair))]
      expect(stateOf(signed, NOW, list)).toBe('valid')
      expect(stateOf({ ...signed, name: 'Khác' }, NOW, list)).toBe('invalid')
      expect(validatePlaybook(signed, 'strict').errors).toEqual([])
    }
  })

  test('do not depend on the order of members or on white space', () => {
    const signed = signPlaybook(playbook(), options())
    const reversed = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(signed).toReversed()), null, 4),
    ) as Playbook
    expect(stateOf(reversed)).toBe('valid')
  })

  test('a playbook without one is unsigned', () => {
    expect(verifySignatures(playbook(), keys, NOW)).toEqual({ state: 'unsigned', signatures: [] })
  })

  test('a key that is not in the list is unknown, however it is named', () => {
    const signed = signPlaybook(playbook(), options())
    expect(stateOf(signed, NOW, [])).toBe('unknown-key')
    const own = signed.signatures![0]!
    const { thumbprint: _, ...bare } = own
    for (const named of [{ public_key: pem(ed25519.publicKey) }, { cert_url: 'https://example.com/key' }]) {
      expect(stateOf({ ...signed, signatures: [{ ...bare, ...named }] }, NOW, [])).toBe('unknown-key')
    }
  })

  test('a key carried along is believed only because it is in the list', () => {
    const stranger = generateKeyPairSync('ed25519')
    const der = stranger.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const signed = signPlaybook(playbook(), options({ privateKey: pem(stranger.privateKey) }))
    const { thumbprint: _, ...bare } = signed.signatures![0]!
    const carrying: Playbook = { ...signed, signatures: [{ ...bare, public_key: der }] }
    expect(stateOf(carrying)).toBe('unknown-key')
    // Known, but the member was put there after signing.
    expect(stateOf(carrying, NOW, [openKey(trusted(stranger))])).toBe('invalid')
  })

  test.for([
    ['now', {}, {}, NOW, 'valid'],
    ['after its end', { validUntil: NOW }, {}, NOW, 'expired'],
    ['before its end', { validUntil: NOW + 1 }, {}, NOW, 'valid'],
    ["after its key's end", {}, { validUntil: NOW }, NOW, 'expired'],
    ["before its key's time", {}, { validFrom: NOW + 1 }, NOW, 'expired'],
    ['when its key was revoked', {}, { revokedAt: NOW }, NOW, 'revoked'],
    ['before its key is revoked', {}, { revokedAt: NOW + 1 }, NOW, 'valid'],
  ] as const)('%s: %j', ([, signing, key, now, state]) => {
    const signed = signPlaybook(playbook(), options(signing))
    expect(stateOf(signed, now, [openKey(trusted(ed25519, key))])).toBe(state)
  })

  test.for([
    ['for another playbook', { related_to: ID.identity }],
    ['for another version', { related_version: '2026-11-03T00:00:00.000Z' }],
    ['by another name', { signee: 'Ai đó' }],
    ['prolonged', { valid_until: '2099-01-01T00:00:00Z' }],
    ['with another hash', { hash_algorithm: 'sha-512' }],
    ['with an unknown hash', { hash_algorithm: 'md5' }],
    ['with an unknown algorithm', { algorithm: 'none' }],
    ['with the name of a built-in', { algorithm: 'constructor', hash_algorithm: 'toString' }],
    ['with an algorithm for other keys', { algorithm: 'RS256' }],
    ['with an empty value', { value: '' }],
    ['with a value that is no base64', { value: '???' }],
    ['without an algorithm', { algorithm: 7 }],
    ['with a member more', { extra: 1 }],
    ['revoked by an unsigned change', { revoked: true }],
  ] as const)('made %s do not hold', ([, change]) => {
    const signed = signPlaybook(playbook(), options())
    const changed = {
      ...signed,
      signatures: [{ ...signed.signatures![0]!, ...change }],
    } as unknown as Playbook
    expect(stateOf(changed)).toBe('invalid')
  })

  test('one that holds vouches for the playbook beside others that do not', () => {
    const other = generateKeyPairSync('ed25519')
    const first = signPlaybook(playbook(), options())
    const both = signPlaybook(
      first,
      options({ id: 'jss--0c5d2b1a-7e4f-4a6b-9c8d-000000000091', privateKey: pem(other.privateKey) }),
    )
    const verdict = verifySignatures(both, keys, NOW)
    expect(verdict.state).toBe('valid')
    expect(verdict.signatures.map(({ state }) => state)).toEqual(['valid', 'unknown-key'])
    expect(stateOf({ ...both, description: 'x' })).toBe('invalid')
  })

  test('a countersignature covers the signature it confirms', () => {
    const leader = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const list = [...keys, openKey(trusted(leader, { name: 'Lãnh đạo' }))]
    const signed = signPlaybook(playbook(), options())
    const second = {
      id: 'jss--0c5d2b1a-7e4f-4a6b-9c8d-000000000092',
      algorithm: 'ES256',
      privateKey: pem(leader.privateKey),
    }
    const once = countersignPlaybook(signed, options().id, options(second))
    const twice = countersignPlaybook(
      once,
      options().id,
      options({ id: 'jss--0c5d2b1a-7e4f-4a6b-9c8d-000000000093' }),
    )
    expect(verifySignatures(twice, list, NOW).signatures[0]).toMatchObject({
      state: 'valid',
      key: 'Phòng An ninh',
      countersignature: { state: 'valid', key: 'Lãnh đạo', countersignature: { state: 'valid' } },
    })
    expect(validatePlaybook(twice, 'strict').errors).toEqual([])
    const outer = twice.signatures![0]!
    const changed = { ...twice, signatures: [{ ...outer, value: `${outer.value.slice(0, -4)}AAAA` }] }
    expect(verifySignatures(changed, list, NOW).signatures[0]).toMatchObject({
      state: 'invalid',
      countersignature: { state: 'invalid' },
    })
  })

  test('are not made with what does not fit', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const wrong: readonly Partial<SignOptions>[] = [
      { algorithm: 'ES256' },
      { algorithm: 'HS256' },
      { hashAlgorithm: 'sha-1' },
      { algorithm: 'RS256', privateKey: pem(weak.privateKey) },
    ]
    for (const more of wrong) expect(() => signPlaybook(playbook(), options(more))).toThrow(Error)
    expect(() => openKey({ name: 'x', publicKey: 'y' })).toThrow('is no public key')
  })

  test('no member of a signed playbook changes unseen', () => {
    const signed = signPlaybook(playbook(), options())
    const leaves: (readonly (string | number)[])[] = []
    const collect = (value: unknown, path: readonly (string | number)[]): void => {
      if (typeof value !== 'object' || value === null) leaves.push(path)
      else for (const [key, part] of Object.entries(value)) collect(part, [...path, key])
    }
    collect(signed, [])
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.option(fc.string(), { nil: undefined }), (path, value) => {
        const copy = structuredClone(signed) as unknown as Record<string, unknown>
        const before = JSON.stringify(copy)
        altered(copy, path, value)
        fc.pre(JSON.stringify(copy) !== before)
        expect(stateOf(copy as unknown as Playbook)).not.toBe('valid')
      }),
      { numRuns: 300 },
    )
  })
})
