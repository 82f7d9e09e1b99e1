// Datagrams that the kernel threw away because a socket's receive buffer was full. Linux counts them in
// /proc/net/udp and udp6, one line a socket, last column; nobody is told otherwise.

import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'

/** Datagrams dropped since the socket was bound; undefined where the kernel does not say. */
export async function readKernelDrops(socket: AddressInfo): Promise<number | undefined> {
  try {
    const table = await readFile(socket.family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp', 'latin1')
    return dropsInTable(table, socket)
  } catch {
    return undefined // not Linux, or /proc is not mounted: the count is unknown, not zero
  }
}

/** The drops of the sockets bound to this address in the text of /proc/net/udp. */
export function dropsInTable(table: string, { address, port }: AddressInfo): number {
  const wanted = `${kernelAddress(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  let drops = 0
  for (const row of table.split('\n')) {
    const columns = row.trim().split(/\s+/)
    if (columns[1] === wanted) drops += Number(columns.at(-1))
  }
  return drops
}

/** The address as the kernel prints it: 32-bit words in the machine's byte order, here little-endian. */
function kernelAddress(address: string): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : address.split('.').map(Number)
  let text = ''
  for (let word = 0; word < bytes.length; word += 4) {
    for (let at = 3; at >= 0; at--) text += bytes[word + at]!.toString(16).toUpperCase().padStart(2, '0')
  }
  return text
}

function ipv6Bytes(address: string): number[] {
  // The URL parser writes every form, dotted tails included, as groups of hex.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(zeros).fill('0'), ...after].flatMap(group => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
