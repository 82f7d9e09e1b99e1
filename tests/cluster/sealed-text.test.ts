// What is sealed is opened by who has the secret, under its name, as it was; by nobody else, and not when altered.

import { expect, test } from 'vitest'
import { openSealed, sealText } from '#/cluster/sealed-text.ts'

const SECRET = 'a'.repeat(64)

test('a text comes back as it was, and is sealed in another way each time', () => {
  const text = '-----BEGIN KEY-----\nkhoá bí mật\n'
  const [one, two] = [sealText(text, 'signing-key', SECRET), sealText(text, 'signing-key', SECRET)]
  expect(openSealed(one, 'signing-key', SECRET)).toBe(text)
  expect(openSealed(two, 'signing-key', SECRET)).toBe(text)
  expect(one).not.toBe(two)
  expect(Buffer.from(one, 'base64').includes('khoá')).toBe(false)
})

test('another secret, another name and every altered byte open nothing', () => {
  const sealed = sealText('key', 'signing-key', SECRET)
  expect(openSealed(sealed, 'signing-key', `${SECRET.slice(1)}b`)).toBeUndefined()
  expect(openSealed(sealed, 'author-key', SECRET)).toBeUndefined()
  const bytes = Buffer.from(sealed, 'base64')
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes)
    altered[at]! ^= 1
    expect(openSealed(altered.toString('base64'), 'signing-key', SECRET)).toBeUndefined()
  }
  expect(openSealed('', 'signing-key', SECRET)).toBeUndefined()
  expect(openSealed(sealed.slice(0, 20), 'signing-key', SECRET)).toBeUndefined()
})
