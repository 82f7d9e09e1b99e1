// The programs that change accounts and groups (shadow-utils): useradd, usermod, userdel, groupadd, groupmod,
// groupdel, gpasswd, passwd, chpasswd, chage, chsh, chfn, newusers. What kind of change it is follows from
// the program; the sentence says to whom, and whether it failed.

import { wordTable } from '#/kernel/word-table.ts'
import type { Format } from './format.ts'
import { readPam } from './linux-pam.ts'
import { type MessageRow, readByTable } from './linux-message-table.ts'
import { markDataset } from './linux-syslog.ts'

export const linuxAccounts: Format = {
  name: 'linux.accounts',
  describes: 'useradd, usermod, userdel, groupadd, passwd and their like, through syslog',
  recognises: (_body, context) =>
    context.forced === 'linux.accounts' ||
    (context.program !== undefined && PROGRAMS[context.program] !== undefined),
  parse(body, event, context) {
    markDataset(event, 'system.auth')
    event['event.category'] = ['iam']
    const type = context.program === undefined ? undefined : PROGRAMS[context.program]
    if (type !== undefined) event['event.type'] = type.slice()
    event['event.outcome'] = /^(?:failed|cannot|can't|error)\b/i.test(body) ? 'failure' : 'success'
    if (!readPam(body, event)) readByTable(ACCOUNT_ROWS, body, event)
    return true
  },
}

/** Program → event.type of what it does. */
const PROGRAMS = wordTable<readonly string[]>({
  useradd: ['user', 'creation'],
  adduser: ['user', 'creation'],
  newusers: ['user', 'creation'],
  userdel: ['user', 'deletion'],
  deluser: ['user', 'deletion'],
  usermod: ['user', 'change'],
  passwd: ['user', 'change'],
  chpasswd: ['user', 'change'],
  chage: ['user', 'change'],
  chsh: ['user', 'change'],
  chfn: ['user', 'change'],
  groupadd: ['group', 'creation'],
  addgroup: ['group', 'creation'],
  groupdel: ['group', 'deletion'],
  delgroup: ['group', 'deletion'],
  groupmod: ['group', 'change'],
  gpasswd: ['group', 'change'],
})

const MEMBER_ADDED = { 'event.type': ['group', 'change'], 'event.action': 'added_member_to_group' } as const
const MEMBER_REMOVED = {
  'event.type': ['group', 'change'],
  'event.action': 'removed_member_from_group',
} as const

export const ACCOUNT_ROWS: readonly MessageRow[] = [
  {
    starts: 'new user: ',
    pattern:
      /^new user: name=(?<user>[^,]*), UID=(?<uid>\d+), GID=(?<gid>\d+)(?:, home=(?<home>[^,]*))?(?:, shell=(?<shell>[^,]*))?/,
    fields: {},
  },
  {
    starts: 'new group: ',
    pattern: /^new group: name=(?<group>[^,]*), GID=(?<gid>\d+)/,
    fields: { 'event.type': ['group', 'creation'] },
  },
  {
    starts: 'group added to ',
    pattern: /^group added to \S+: name=(?<group>[^,]*)(?:, GID=(?<gid>\d+))?$/,
    fields: { 'event.type': ['group', 'creation'] },
  },
  { starts: 'failed ', pattern: /^failed \w+ user '(?<user>[^']*)'/, fields: {} },
  { starts: 'failed ', pattern: /^failed \w+ group '?(?<group>[^',]*)'?/, fields: {} },
  { starts: 'delete user ', pattern: /^delete user '(?<user>[^']*)'/, fields: {} },
  { starts: 'remove user ', pattern: /^remove user '(?<user>[^']*)'/, fields: {} },
  {
    starts: "delete '",
    pattern: /^delete '(?<user>[^']*)' from (?:shadow )?group '(?<group>[^']*)'/,
    fields: MEMBER_REMOVED,
  },
  {
    starts: "add '",
    pattern: /^add '(?<user>[^']*)' to (?:shadow )?group '(?<group>[^']*)'/,
    fields: MEMBER_ADDED,
  },
  {
    starts: 'user ',
    pattern: /^user (?<target>\S+) added by (?<user>\S+) to group (?<group>\S+)$/,
    fields: MEMBER_ADDED,
  },
  {
    starts: 'user ',
    pattern: /^user (?<target>\S+) removed by (?<user>\S+) from group (?<group>\S+)$/,
    fields: MEMBER_REMOVED,
  },
  { starts: 'change user ', pattern: /^change user '(?<user>[^']*)' /, fields: {} },
  { starts: 'changed user ', pattern: /^changed user '(?<user>[^']*)' /, fields: {} },
  {
    starts: 'changed password expiry for ',
    pattern: /^changed password expiry for (?<user>\S+)$/,
    fields: {},
  },
  {
    starts: 'lock user ',
    pattern: /^lock user '(?<user>[^']*)' password/,
    fields: { 'event.action': 'locked_user' },
  },
  {
    starts: 'unlock user ',
    pattern: /^unlock user '(?<user>[^']*)' password/,
    fields: { 'event.action': 'unlocked_user' },
  },
  {
    starts: "password for '",
    pattern: /^password for '(?<target>[^']*)' changed by '(?<user>[^']*)'/,
    fields: { 'event.action': 'changed_password' },
  },
  {
    starts: 'removed ',
    pattern: /^removed (?:shadow )?group '(?<group>[^']*)'/,
    fields: { 'event.type': ['group', 'deletion'] },
  },
  {
    starts: 'remove group ',
    pattern: /^remove group '(?<group>[^']*)'/,
    fields: { 'event.type': ['group', 'deletion'] },
  },
  {
    starts: "group '",
    pattern: /^group '(?<group>[^']*)' removed/,
    fields: { 'event.type': ['group', 'deletion'] },
  },
  {
    starts: 'group changed in ',
    pattern: /^group changed in \S+ \(group (?<group>[^/,)]+)(?:\/(?<gid>\d+))?/,
    fields: { 'event.type': ['group', 'change'] },
  },
]
