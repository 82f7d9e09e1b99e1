// Numbers as Vietnamese documents print them: `1.234,5`, and read back from a table that a person may have edited.

/** Undefined when the text is no number; a per cent sign is passed over. */
export function readNumber(text: string): number | undefined {
  const plain = text.trim().replace(/\s*%$/, '').replace(/^[+]/, '').replace('−', '-')
  if (!/^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(plain)) return undefined
  return Number(plain.replaceAll('.', '').replace(',', '.'))
}
