// What a password must be, and the one-time passwords the platform makes up itself.

import { randomInt } from 'node:crypto'

export const MIN_PASSWORD_CHARACTERS = 12
const MIN_DIFFERENT_CHARACTERS = 5

/** Letters and digits that nobody mistakes for one another when reading them from a screen. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Why a password will not do, in a sentence, or undefined when it will. */
export function weaknessOf(password: string, userName: string): string | undefined {
  const characters = Array.from(password.normalize('NFC'))
  if (characters.length < MIN_PASSWORD_CHARACTERS)
    return `The password must have at least ${MIN_PASSWORD_CHARACTERS} characters.`
  if (new Set(characters).size < MIN_DIFFERENT_CHARACTERS)
    return `The password must have at least ${MIN_DIFFERENT_CHARACTERS} different characters.`
  const lower = password.toLowerCase()
  const name = userName.toLowerCase()
  if (lower === name || (name.length >= 4 && lower.includes(name)))
    return 'The password must not contain the user name.'
  return undefined
}

/** Five groups of four characters, 99 bits: `k7wm-…`. */
export function makeOneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: 5 }, group).join('-')
}
