// Every page of a thread has the same thread address, and only the first begins with the opening post.

import { expect, test } from 'vitest'
import { threadAddress } from '#/listening/thread-address.ts'

test.each([
  ['https://dd.example.com/chu-de/ngap.12/', 'https://dd.example.com/chu-de/ngap.12/', true],
  ['https://dd.example.com/chu-de/ngap.12/page-1', 'https://dd.example.com/chu-de/ngap.12/', true],
  ['https://dd.example.com/chu-de/ngap.12/page-3', 'https://dd.example.com/chu-de/ngap.12/', false],
  ['https://dd.example.com/chu-de/ngap.12/page-3#post-7', 'https://dd.example.com/chu-de/ngap.12/', false],
  ['https://dd.example.com/chu-de/ngap.12/#post-7', 'https://dd.example.com/chu-de/ngap.12/', true],
  ['https://dd.example.com/chu-de/ngap.12/trang-2/', 'https://dd.example.com/chu-de/ngap.12/', false],
  ['https://dd.example.com/t?id=5&page=2', 'https://dd.example.com/t?id=5', false],
  ['https://dd.example.com/t?id=5&page=1', 'https://dd.example.com/t?id=5', true],
  ['https://dd.example.com/t?page=2', 'https://dd.example.com/t', false],
  ['https://dd.example.com/t?t=5&start=0', 'https://dd.example.com/t?t=5', true],
  ['https://dd.example.com/t?t=5&start=10', 'https://dd.example.com/t?t=5', false],
  ['https://dd.example.com/t?t=5&p=2', 'https://dd.example.com/t?t=5', false],
  ['https://dd.example.com/t?p=5123', 'https://dd.example.com/t?p=5123', true],
  ['https://dd.example.com/f/t9/index4.html', 'https://dd.example.com/f/t9/', false],
  ['https://dd.example.com/bai/page-chu', 'https://dd.example.com/bai/page-chu', true],
  ['https://dd.example.com/t?p=abc', 'https://dd.example.com/t?p=abc', true],
  ['no address', 'no address', true],
])('%s', (address, url, isFirstPage) => expect(threadAddress(address)).toEqual({ url, isFirstPage }))
