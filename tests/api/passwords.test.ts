import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { createPasswordWork, decoyHash, hashPassword, verifyPassword } from '#/api/auth/password-hash.ts'
import { makeOneTimePassword, weaknessOf } from '#/api/auth/password-rules.ts'

describe('password hashes', () => {
  test('a password fits its own hash and no other', async () => {
    const hash = await hashPassword('ngọn hải đăng')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await verifyPassword('ngọn hải đăng', hash)).toBe(true)
    expect(await verifyPassword('ngon hai dang', hash)).toBe(false)
    expect(await hashPassword('ngọn hải đăng')).not.toBe(hash)
  })

  test('a Vietnamese password is the same however the keyboard composes its letters', async () => {
    const hash = await hashPassword('ngọn hải đăng'.normalize('NFD'))
    expect(await verifyPassword('ngọn hải đăng'.normalize('NFC'), hash)).toBe(true)
  })

  test('no password fits the decoy, which costs the same work', async () => {
    expect(decoyHash().split('$').slice(1, 4)).toEqual((await hashPassword('x')).split('$').slice(1, 4))
    expect(await verifyPassword('', decoyHash())).toBe(false)
  })

  test('a known answer: the hash of another implementation of argon2id is read', async () => {
    // Made with the reference implementation's command line: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const encoded = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await verifyPassword('password', encoded)).toBe(true)
  })

  test('what is no hash is an error, not a wrong password', async () => {
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('not an argon2id hash')
  })

  test('more checks than may wait are refused, and the others are all done', async () => {
    const work = createPasswordWork()
    const decoy = decoyHash()
    const count = LIMITS.maxWaitingPasswordChecks + 10
    const results = await Promise.allSettled(Array.from({ length: count }, () => work.verify('x', decoy)))
    const refused = results.filter(result => result.status === 'rejected')
    expect(refused).toHaveLength(8)
    expect(refused[0]).toMatchObject({ reason: { code: 'sign-in.busy' } })
    expect(await work.verify('x', decoy)).toBe(false)
  })
})

test.each([
  { name: 'too short', password: 'ngắn quá', user: 'an', weak: true },
  { name: 'twelve characters', password: 'mười hai chữ', user: 'an', weak: false },
  { name: 'long but one letter', password: 'aaaaaaaaaaaaaaaaaaaa', user: 'an', weak: true },
  { name: 'contains the name', password: 'xin chao Tran.An 2026', user: 'tran.an', weak: true },
  { name: 'a name too short to matter', password: 'ban đêm bình yên', user: 'an', weak: false },
  { name: 'a sentence', password: 'đèn biển Hòn Dấu sáng', user: 'tran.an', weak: false },
])('a password that is $name is weak: $weak', ({ password, user, weak }) => {
  expect(weaknessOf(password, user) !== undefined).toBe(weak)
})

test('one-time passwords are strong by the same rules, and never twice the same', () => {
  const made = Array.from({ length: 100 }, makeOneTimePassword)
  expect(new Set(made).size).toBe(100)
  for (const one of made) expect(one).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/)
})
