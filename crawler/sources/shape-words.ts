// What is wrong with the shape of a source, in both languages: the checker of shapes says it in English only.

/** The same mistake twice. */
export interface Wording {
  /** In Vietnamese. */
  readonly text: string
  readonly textEnglish: string
}

const SHAPES: readonly (readonly [pattern: RegExp, vietnamese: string])[] = [
  [/^must have required properties (.+)$/, 'thiếu mục $1'],
  [/^must match pattern (.+)$/, 'phải theo mẫu $1'],
  [/^must not have more than (\d+) characters$/, 'dài quá $1 ký tự'],
  [/^must not have fewer than 1 characters$/, 'không được để trống'],
  [/^must not have more than (\d+) items$/, 'nhiều quá $1 mục'],
  [/^must not have fewer than 1 items$/, 'phải có ít nhất 1 mục'],
  [/^must be (?:>=|greater than or equal to) (-?\d+)$/, 'phải từ $1 trở lên'],
  [/^must be (?:<=|less than or equal to) (-?\d+)$/, 'phải không quá $1'],
  [/^must be equal to one of the allowed values$/, 'không phải một trong các giá trị được dùng'],
  [/^must be (?:either )?string$/, 'phải là chữ'],
  [/^must be (?:either )?(?:integer|number)(?: or null)?$/, 'phải là số nguyên'],
  [/^must be boolean$/, 'phải là true hoặc false'],
  [/^must be array$/, 'phải là danh sách'],
  [/^must be object$/, 'phải gồm các mục có tên'],
  [/^must be null$/, 'phải để null'],
]

/** What the checker does not say in these words is repeated as it is. */
export function shapeWords(path: readonly string[], message: string): Wording {
  if (message === 'schema is false')
    return path.join('.') === 'local'
      ? { text: 'không đặt được bằng danh sách', textEnglish: 'cannot be set by a list' }
      : { text: 'không có mục này', textEnglish: 'unknown key' }
  for (const [pattern, vietnamese] of SHAPES)
    if (pattern.test(message)) return { text: message.replace(pattern, vietnamese), textEnglish: message }
  return { text: `viết sai: ${message}`, textEnglish: message }
}
