// Letters without their marks, as people type who have no Vietnamese keyboard: đ is d, ướ is u o.

const NOT_ASCII = /[^\p{ASCII}]/u

/** Letters below Vietnamese Extended's end, each with what is left of it. */
const BARE: readonly string[] = Array.from({ length: 0x1f00 }, (_, code) => {
  if (code === 0x110 || code === 0xd0 || code === 0x189) return 'D'
  if (code === 0x111 || code === 0xf0 || code === 0x256) return 'd'
  return String.fromCharCode(code)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
})

/** NFC text of Vietnamese keeps its length, so that a place in one is the same place in the other. */
export function stripAccents(text: string): string {
  if (!NOT_ASCII.test(text)) return text
  let bare = ''
  for (let at = 0; at < text.length; at++) bare += BARE[text.charCodeAt(at)] ?? text[at]!
  return bare
}
