// Text that goes into a file. Values come from logs and from outside: control characters that XML forbids, lone
// surrogates and marks that turn the direction of writing are shown by their number instead of being obeyed.

/** C0 and C1 controls except tab and newline, bidirectional marks, non-characters. */
const HOSTILE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu

/** NFC, one kind of newline, nothing that a reader would not see. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replace(HOSTILE, character => codeOf(character))
}

/** `[U+202E]`. */
export function codeOf(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For HTML and XML, text and attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]!)
}
