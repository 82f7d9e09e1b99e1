// A short quote of somebody's text for people to read: without whatever would tell who a private person is, and cut
// at a word. What remains is for showing beside a link; the text itself stays where it is.

const REDACTIONS: readonly (readonly [RegExp, string])[] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[thư điện tử]'],
  [/(?<![\p{L}\p{N}_/])@[\p{L}\p{N}._]{2,}/gu, '[tài khoản]'],
  // Vietnamese telephone numbers, however they are grouped, and numbers of identity papers.
  [/(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)/g, '[số điện thoại]'],
  [/(?<!\d)\d{12}(?!\d)/g, '[số giấy tờ]'],
  // Number plates: 51F-123.45, 29-B1 123.45.
  [/(?<![\p{L}\d])\d{2}[- ]?[A-ZĐ]\d?[- ]\d{3}\.?\d{2}(?!\d)/gu, '[biển số]'],
  // A form of address with the name after it, of up to four words. With a capital inside a sentence it is the
  // name of a place (Bà Rịa, Cô Tô).
  [
    /(?<!\p{L})(ông|bà|anh|chị|em|cô|chú|bác|cháu|bé|thầy|(?<=(?:^|[.!?…:"“”]) ?)(?:Ông|Bà|Anh|Chị|Em|Cô|Chú|Bác|Cháu|Bé|Thầy))\s+\p{Lu}\p{Ll}*(?:\s+\p{Lu}\p{Ll}*){0,3}(?!\p{L})/gu,
    '$1 […]',
  ],
]

/** At most `maxLength` characters, on one line; `…` where it was cut. */
export function quoteOf(text: string, maxLength = 280): string {
  // Long texts are cut first: only what can be shown is looked at.
  let quote = text
    .slice(0, maxLength * 2)
    .replace(/\s+/gu, ' ')
    .trim()
  for (const [pattern, instead] of REDACTIONS) quote = quote.replace(pattern, instead)
  if (quote.length <= maxLength && text.length <= maxLength * 2) return quote
  const cut = quote.slice(0, maxLength - 1)
  const lastBlank = cut.lastIndexOf(' ')
  return `${(lastBlank > maxLength / 2 ? cut.slice(0, lastBlank) : cut).trimEnd()}…`
}
