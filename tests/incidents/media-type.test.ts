import { expect, test } from 'vitest'
import { downloadHeader, safeFileName } from '#/incidents/attachments.ts'
import { sniffMediaType } from '#/incidents/media-type.ts'

test.each([
  ['nothing', Buffer.alloc(0), 'application/octet-stream'],
  ['a program for Windows', Buffer.from('MZ\x90\0\x03'), 'application/vnd.microsoft.portable-executable'],
  ['a program for Linux', Buffer.from('\x7fELF\x02', 'latin1'), 'application/x-elf'],
  ['a picture', Buffer.from('89504e470d0a1a0a00', 'hex'), 'image/png'],
  ['a packet capture', Buffer.from('d4c3b2a1020004', 'hex'), 'application/vnd.tcpdump.pcap'],
  ['an event log of Windows', Buffer.from('ElfFile\0'), 'application/x-ms-evtx'],
  ['a Word document', Buffer.from('504b030414000600', 'hex'), 'application/zip'],
  ['a page', Buffer.from('  <!DOCTYPE html><script>'), 'text/html'],
  ['a picture that is a page', Buffer.from('<svg onload=alert(1)>'), 'text/html'],
  ['a web shell', Buffer.from('<?php system($_GET[1]);'), 'text/x-php'],
  ['a log', Buffer.from('Nov 22 09:00:00 máy chủ sshd: Failed'), 'text/plain'],
  ['a log cut inside a letter', Buffer.from('máy chủ').subarray(0, 9), 'text/plain'],
  ['bytes', Buffer.from([1, 2, 3, 255]), 'application/octet-stream'],
])('%s is told from its content', (_, bytes, type) => {
  expect(sniffMediaType(bytes)).toBe(type)
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\lan\\mẫu virus.exe', 'mẫu virus.exe'],
  ['hoa\u202Egpj.exe', 'hoagpj.exe'],
  ['a\r\nSet-Cookie: x', 'aSet-Cookie: x'],
  ['..', 'tep'],
  ['///', 'tep'],
  ['', 'tep'],
  ['tài liệu', 'tài liệu'],
])('the name %j is kept as %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe)
})

test('a download is never shown in the page, whatever its name', () => {
  expect(downloadHeader('Đơn "trình".html')).toBe(
    `attachment; filename="Don _trinh_.html"; filename*=UTF-8''%C4%90%C6%A1n%20%22tr%C3%ACnh%22.html`,
  )
  for (const name of ['\ud800', 'a\u0000b', '%00', "it's (1)*"])
    expect(downloadHeader(name)).toMatch(/^attachment; filename="[\w .()+@-]*"; filename\*=UTF-8''[\w%.~-]+$/)
})
