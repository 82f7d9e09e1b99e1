// What `doctor` says of listeners of syslog over UDP, which cannot tell a sender to wait: whether the kernel grants the
// buffer that each asks for, and how many datagrams it has thrown away because that was full.

import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { readKernelDrops } from '#/collectors/listeners/kernel-drops.ts'
import type { Config } from '#/config-schema.ts'
import type { Finding } from './finding.ts'

/** What Linux tells; undefined where it does not. */
export interface UdpKernel {
  readonly maxBufferBytes: () => Promise<number | undefined>
  /** Of sockets that are bound to the address now. */
  readonly drops: (host: string, port: number) => Promise<number | undefined>
}

const LINUX: UdpKernel = {
  async maxBufferBytes() {
    const text = await readFile('/proc/sys/net/core/rmem_max', 'utf8').catch(() => '')
    return /^\d+\s*$/.test(text) ? Number(text) : undefined
  },
  drops: async (host, port) =>
    await readKernelDrops({ address: host, port, family: isIPv6(host) ? 'IPv6' : 'IPv4' }),
}

/** One finding for each of them. */
export async function checkUdpBuffers(
  { listeners }: Pick<Config, 'listeners'>,
  kernel: UdpKernel = LINUX,
): Promise<Finding[]> {
  const maxBytes = await kernel.maxBufferBytes()
  return await Promise.all(
    listeners.flatMap(listener => {
      if (listener.kind !== 'syslog-udp') return []
      const { id, host, port, receiveBufferBytes: askedBytes } = listener
      const finding = async (): Promise<Finding> => {
        const drops = await kernel.drops(host, port).catch(() => undefined)
        return { check: `udp buffer of ${id}`, ...judge(askedBytes, maxBytes, drops ?? 0) }
      }
      return [finding()]
    }),
  )
}

function judge(
  askedBytes: number,
  maxBytes: number | undefined,
  drops: number,
): Pick<Finding, 'ok' | 'detail'> {
  if (maxBytes === undefined)
    return {
      ok: true,
      detail: 'không xem được giới hạn của nhân ở đây / what the kernel grants cannot be seen here',
    }
  const lost =
    drops === 0
      ? ''
      : `nhân đã bỏ ${drops} gói tin vì bộ đệm đầy / the kernel has dropped ${drops} datagrams because the buffer was full. `
  if (maxBytes < askedBytes)
    return {
      ok: false,
      detail:
        `${lost}nhân chỉ cho ${kib(maxBytes)} trong ${kib(askedBytes)} mà bộ nhận xin (receiveBufferBytes), nên khi tin dồn dập sẽ mất tin: ghi "net.core.rmem_max = ${askedBytes}" vào /etc/sysctl.d/60-thapcanh.conf, chạy \`sysctl --system\` rồi khởi động lại Tháp canh` +
        ` / the kernel grants ${kib(maxBytes)} of the ${kib(askedBytes)} that are asked for (receiveBufferBytes), and bursts are lost: write "net.core.rmem_max = ${askedBytes}" into /etc/sysctl.d/60-thapcanh.conf, run \`sysctl --system\` and start Thápcanh again`,
    }
  if (drops === 0)
    return {
      ok: true,
      detail: `nhân cho đủ ${kib(askedBytes)}, chưa bỏ gói nào / the kernel grants ${kib(askedBytes)} and has dropped nothing`,
    }
  return {
    ok: false,
    detail: `${lost}Tăng receiveBufferBytes cùng net.core.rmem_max, hoặc cho bên gửi dùng TCP, TLS hay RELP / Raise receiveBufferBytes and net.core.rmem_max, or have senders use TCP, TLS or RELP`,
  }
}

function kib(bytes: number): string {
  return `${Math.floor(bytes / 1024)} KiB`
}
