// What a file is, told from its first bytes and not from its name or its sender. Only for people to read: a
// download is always plain bytes.

/** Bytes of the beginning that are looked at. */
export const SNIFF_BYTES = 4096

const SIGNATURES: readonly (readonly [at: number, hex: string, type: string])[] = [
  [0, '89504e470d0a1a0a', 'image/png'],
  [0, 'ffd8ff', 'image/jpeg'],
  [0, '474946383', 'image/gif'],
  [8, '57454250', 'image/webp'],
  [0, '25504446', 'application/pdf'],
  [0, '504b0304', 'application/zip'],
  [0, '504b0506', 'application/zip'],
  [0, '1f8b', 'application/gzip'],
  [0, '377abcaf271c', 'application/x-7z-compressed'],
  [0, '526172211a07', 'application/vnd.rar'],
  [0, 'fd377a585a00', 'application/x-xz'],
  [0, '28b52ffd', 'application/zstd'],
  [0, '425a68', 'application/x-bzip2'],
  [257, '7573746172', 'application/x-tar'],
  [0, 'd0cf11e0a1b11ae1', 'application/x-ole-storage'],
  [0, '456c6646696c6500', 'application/x-ms-evtx'],
  [0, 'd4c3b2a1', 'application/vnd.tcpdump.pcap'],
  [0, 'a1b2c3d4', 'application/vnd.tcpdump.pcap'],
  [0, '0a0d0d0a', 'application/x-pcapng'],
  [0, '53514c69746520666f726d6174203300', 'application/vnd.sqlite3'],
  [0, '7f454c46', 'application/x-elf'],
  [0, '4d5a', 'application/vnd.microsoft.portable-executable'],
  [0, 'cffaedfe', 'application/x-mach-binary'],
  [0, 'cafebabe', 'application/java-vm'],
]

const TEXTS: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^\s*(<!doctype html|<html|<head|<body|<script|<svg)/i, 'text/html'],
  [/^\s*<\?xml/i, 'application/xml'],
  [/^\s*-----BEGIN /, 'application/x-pem-file'],
  [/^#!/, 'text/x-script'],
  [/^\s*<\?php/i, 'text/x-php'],
]

/** Type of the content that begins with `head`; `application/octet-stream` when it is told by nothing. */
export function sniffMediaType(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SNIFF_BYTES))
  const hex = bytes.toString('hex')
  const known = SIGNATURES.find(([at, signature]) => hex.startsWith(signature, at * 2))
  if (known !== undefined) return known[2]
  const text = textOf(bytes)
  if (text === undefined) return 'application/octet-stream'
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'text/plain'
}

/** As text when it is UTF-8 without control characters; the last character may be cut. */
function textOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  // eslint-disable-next-line no-control-regex -- control characters are the point
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\uFFFD]/.test(text) ? undefined : text
}
