// What must never stand in a log: passwords, tokens, cookies, keys. Values are known by their names; in running text
// (messages, stacks, addresses) by what stands before them. Bounded in depth, length and number.

const SECRET_NAME =
  /pass(?:word|wd|phrase)?$|^pwd$|secret|token|authorization|cookie|credential|(?:api|private|signing)[-_]?key/i
const HIDDEN = '[hidden]'
const MAX_DEPTH = 6
const MAX_ENTRIES = 100
const MAX_TEXT = 8192

/** Each keeps what tells a reader which secret it was. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|Digest|Splunk|ApiKey)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  // user:password@ of an address.
  [/(\/\/[^\s/:@]{0,100}:)[^\s/@]{1,500}@/g, `$1${HIDDEN}@`],
  // "token": "…", password=…, Set-Cookie: …
  [
    /((?:pass(?:word|wd|phrase)?|pwd|secret|token|authorization|cookie|credential|(?:api|private|signing)[-_]?key)["']?\s*[:=]\s*["']?)(?!\[hidden\]|(?:Bearer|Basic|Digest|Splunk|ApiKey) )[^\s"',;&}]{1,500}/gi,
    `$1${HIDDEN}`,
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
]

/** The text without secrets, cut at some thousand characters. */
export function scrubText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
  return IN_TEXT.reduce((scrubbed, [pattern, instead]) => scrubbed.replace(pattern, instead), cut)
}

/** A copy of plain values for a log: errors with code, stack and cause, everything else as JSON would have it. */
export function scrubValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return String(value).slice(0, MAX_TEXT)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[…]'
  if (value instanceof Error) return scrubError(value, depth)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map(each => scrubValue(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ENTRIES)
      .map(([name, each]) => [name, SECRET_NAME.test(name) ? HIDDEN : scrubValue(each, depth + 1)]),
  )
}

function scrubError(error: Error, depth: number): object {
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: scrubText(error.message),
    stack: scrubText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, depth + 1) }),
  }
}
