import { expect, test } from 'vitest'
import { dropsInTable } from '#/collectors/listeners/kernel-drops.ts'

const udp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  411: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11111 2 0000000000000000 17
  412: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11112 2 0000000000000000 5
  413: 010200C0:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11113 2 0000000000000000 3
`
const udp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  411: 00000000000000000000000000000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 8
  412: B80D0120000000000000000001000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 2 2 0000000000000000 9
`

test.for([
  { name: 'loopback', table: udp, address: '127.0.0.1', port: 5514, drops: 17 },
  { name: 'all addresses', table: udp, address: '0.0.0.0', port: 5514, drops: 5 },
  { name: 'one address', table: udp, address: '192.0.2.1', port: 514, drops: 3 },
  { name: 'a port nobody has', table: udp, address: '127.0.0.1', port: 1, drops: 0 },
  { name: 'all IPv6 addresses', table: udp6, address: '::', port: 5514, drops: 8 },
  { name: 'one IPv6 address', table: udp6, address: '2001:db8::1', port: 5514, drops: 9 },
])('the drops of $name are found', ({ table, address, port, drops }) => {
  expect(dropsInTable(table, { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' })).toBe(drops)
})
