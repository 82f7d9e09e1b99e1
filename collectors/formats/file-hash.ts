// A digest without its name: its length says which it is.

import type { Event } from '#/kernel/event.ts'

const BY_LENGTH: Readonly<Record<number, string>> = {
  32: 'md5',
  40: 'sha1',
  56: 'sha224',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
}

/** Sets `<prefix>.md5`, `.sha1`, `.sha256` … ; false when the text is no digest of a known length. */
export function putHash(event: Event, prefix: string, text: string): boolean {
  const name = BY_LENGTH[text.length]
  if (name === undefined || !/^[0-9A-Fa-f]+$/.test(text)) return false
  event[`${prefix}.${name}`] = text.toLowerCase()
  return true
}
