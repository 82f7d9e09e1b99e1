// Text out of pieces of HTML, for feeds and metadata: tags gone, entities decoded, NFC, no control characters.

import { walkMarkup } from './markup-walker.ts'

const BREAKS = new Set(
  'address article blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr ul'.split(
    ' ',
  ),
)
const UNSEEN = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'svg', 'head'])
/** Soft hyphens, zero-width marks, control characters: nothing that is read. */
const INVISIBLE =
  /(?![\t\n\r])\p{Cc}|[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]/gu
/** Stand for `&` and `<` in the text of an opened page (`open-page.ts`), whose texts all come through here. */
export const AMPERSAND = '\ue000'
export const LESS_THAN = '\ue001'
const LONE_SURROGATE = /\p{Surrogate}/gu

/** One line: spaces made one, NFC. */
export function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/gu, ' ').trim()
}

/** Invisible characters gone, lone surrogates replaced, NFC. Line breaks stay. */
export function cleaned(text: string): string {
  return text
    .replaceAll(AMPERSAND, '&')
    .replaceAll(LESS_THAN, '<')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .normalize('NFC')
}

/** The words of an HTML fragment on one line; text without tags passes through with its entities decoded. */
export function textOfFragment(html: string): string {
  if (!/[<&]/u.test(html)) return oneLine(html)
  const parts: string[] = []
  let unseen = 0
  walkMarkup(
    html,
    { xml: false },
    {
      open: (name, _attributes, empty) => {
        if (BREAKS.has(name)) parts.push(' ')
        if (!empty && UNSEEN.has(name)) unseen++
      },
      close: name => {
        if (BREAKS.has(name)) parts.push(' ')
        if (UNSEEN.has(name)) unseen--
      },
      text: text => {
        if (unseen === 0) parts.push(text)
      },
    },
  )
  return oneLine(parts.join(''))
}

/**
 * As `textOfFragment`, for text that may have been escaped twice (`&amp;lt;b&amp;gt;`, `Th&amp;agrave;nh`), as
 * many feeds are.
 */
export function textOfEscaped(html: string): string {
  const once = textOfFragment(html)
  return /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d?);|<\/?(?:p|br|b|i|u|em|strong|a|img|span|font|div|h[1-6]|[uo]l|li|table|t[dr]|figure|iframe|script|style|blockquote)(?:\s[^<>]{0,400})?\/?>/iu.test(
    once,
  )
    ? textOfFragment(once)
    : once
}
