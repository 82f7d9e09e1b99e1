// The configuration of notices: defaults filled in, and mistakes that a schema cannot see.

import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import {
  NoticeConfigSchema,
  matchesKind,
  noticeConfigMistakes,
  type NoticeConfig,
} from '#/notices/notice-config.ts'

const GOOD = {
  email: [
    {
      id: 'mail',
      host: 'mail.example.com',
      user: 'thapcanh',
      passwordSecret: 'mail-password',
      from: 'Tháp canh <thapcanh@example.com>',
      quiet: { from: '22:00', to: '06:00' },
    },
  ],
  telegram: [{ id: 'bot', tokenSecret: 'telegram-token' }],
  recipients: [
    { id: 'an', user: 'an', reach: [{ channel: 'mail', address: 'an@example.com' }] },
    { id: 'group', roles: ['lead'], reach: [{ channel: 'bot', address: '-1001', severity: 'high' }] },
  ],
  routes: [
    {
      name: 'incidents',
      kinds: ['incident.*'],
      to: ['an', 'role:lead', 'audience'],
      escalate: [{ afterMinutes: 15, to: ['group'] }],
    },
  ],
}
const filled = (written: object): NoticeConfig =>
  Value.Default(NoticeConfigSchema, structuredClone(written)) as NoticeConfig

test('what is not written has its default', () => {
  const config = filled(GOOD)
  expect([...Value.Errors(NoticeConfigSchema, config)]).toEqual([])
  expect(noticeConfigMistakes(config)).toEqual([])
  expect(config).toMatchObject({
    email: [{ port: 587, security: 'starttls' }],
    webhook: [],
    recipients: [{ language: 'vi', roles: [], reach: [{ severity: 'informational' }] }, {}],
    routes: [{ severity: 'informational', groupMinutes: 10 }],
    keepDays: 180,
  })
  expect(filled({})).toMatchObject({ routes: [], recipients: [], email: [] })
})

test.each([
  ['two channels of one name', { telegram: [{ id: 'mail', tokenSecret: 't' }] }, '/telegram/0/id'],
  ['a user without a password', { email: [{ ...GOOD.email[0], passwordSecret: undefined }] }, '/email/0'],
  ['a sender that is no address', { email: [{ ...GOOD.email[0], from: 'nobody' }] }, '/email/0/from'],
  [
    'an address that is none',
    { recipients: [{ id: 'an', reach: [{ channel: 'mail', address: 'an' }] }] },
    '/recipients/0/reach/0/address',
  ],
  [
    'no address',
    { recipients: [{ id: 'an', reach: [{ channel: 'bot' }] }] },
    '/recipients/0/reach/0/address',
  ],
  [
    'an unknown channel',
    { recipients: [{ id: 'an', reach: [{ channel: 'fax', address: '1' }] }] },
    '/recipients/0/reach/0/channel',
  ],
  ['an unknown recipient', { routes: [{ name: 'r', to: ['nobody'] }] }, '/routes/0/to/0'],
  [
    'an unknown recipient of an escalation',
    { routes: [{ name: 'r', to: ['an'], escalate: [{ afterMinutes: 5, to: ['an', 'nobody'] }] }] },
    '/routes/0/escalate/0/to/1',
  ],
  [
    'a kind that no notice has',
    { routes: [{ name: 'r', kinds: ['incident.old'], to: ['an'] }] },
    '/routes/0/kinds/0',
  ],
  ['two routes of one name', { routes: [GOOD.routes[0], GOOD.routes[0]] }, '/routes/1/name'],
])('%s is a mistake', (_, change, pointer) => {
  const pointers = noticeConfigMistakes(filled({ ...GOOD, ...change })).map(mistake => mistake.pointer)
  expect(pointers).toContain(pointer)
})

test.each([
  ['*', 'task.due', true],
  ['task.*', 'task.due', true],
  ['task.*', 'tasks', false],
  ['task.due', 'task.due', true],
  ['test', 'task.due', false],
])('%s fits %s: %s', (pattern, kind, fits) => {
  expect(matchesKind(pattern, kind)).toBe(fits)
})
