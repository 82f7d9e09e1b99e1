// A distinguished name of a certificate (RFC 4514 and OpenSSL's older ways) → its attributes, in order.

/** The attributes of `C=VN, O=Example\, Ltd, CN=example.com`, in order; a backslash guards a comma. */
export function distinguishedName(
  text: string,
): readonly { readonly attribute: string; readonly text: string }[] {
  const parts: { attribute: string; text: string }[] = []
  for (const piece of text.split(/(?<!\\)[,/] ?(?=[A-Za-z.0-9]{1,32}=)/, 64)) {
    const equals = piece.indexOf('=')
    if (equals < 1) continue
    parts.push({
      attribute: piece.slice(0, equals).trim().toUpperCase(),
      text: piece.slice(equals + 1).replaceAll('\\', ''),
    })
  }
  return parts
}
