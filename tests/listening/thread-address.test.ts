// Every page of a thread has the same thread address.

import { expect, test } from 'vitest'
import { threadAddress } from '#/listening/thread-address.ts'

test.each([
  ['https://dd.example.com/chu-de/ngap.12/', 'https://dd.example.com/chu-de/ngap.12/'],
  ['https://dd.example.com/chu-de/ngap.12/page-3', 'https://dd.example.com/chu-de/ngap.12/'],
  ['https://dd.example.com/chu-de/ngap.12/page-3#post-7', 'https://dd.example.com/chu-de/ngap.12/'],
  ['https://dd.example.com/chu-de/ngap.12/trang-2/', 'https://dd.example.com/chu-de/ngap.12/'],
  ['https://dd.example.com/t?id=5&page=2', 'https://dd.example.com/t?id=5'],
  ['https://dd.example.com/t?page=2', 'https://dd.example.com/t'],
  ['https://dd.example.com/f/t9/index4.html', 'https://dd.example.com/f/t9/'],
  ['https://dd.example.com/bai/page-chu', 'https://dd.example.com/bai/page-chu'],
  ['https://dd.example.com/t?p=abc', 'https://dd.example.com/t?p=abc'],
  ['no address', 'no address'],
])('%s', (url, address) => expect(threadAddress(url)).toBe(address))
