// Where the console leads: the pages of the rail in their groups. A new page adds one line here, its route in
// router.ts, its component in app.tsx and its word `nav.<page>`.

import type { PlainKey } from '../i18n/vocabulary.ts'
import type { IconName } from '../parts/icon.tsx'
import type { Route } from '../router.ts'

export const GROUPS = ['respond', 'documents', 'systems', 'operations'] as const
export type Group = (typeof GROUPS)[number]

export interface Place {
  readonly page: Route['page']
  readonly href: string
  readonly group: Group
  readonly permission: string
  readonly name: PlainKey
  readonly icon: IconName
  /** Stands in the bottom bar of a telephone; at most four do. */
  readonly inBar?: true
  /** Pages that are a part of it. */
  readonly parts?: readonly Route['page'][]
}

/** In the order of the rail; those of one group stand together. */
export const PLACES: readonly Place[] = [
  {
    page: 'queue',
    href: '/',
    group: 'respond',
    permission: 'incidents.read',
    name: 'nav.queue',
    icon: 'queue',
    inBar: true,
    parts: ['incident'],
  },
  {
    page: 'waiting',
    href: '/waiting',
    group: 'respond',
    permission: 'playbooks.read',
    name: 'nav.waiting',
    icon: 'waiting',
    inBar: true,
    parts: ['approve'],
  },
  {
    page: 'intake',
    href: '/intake',
    group: 'respond',
    permission: 'incidents.work',
    name: 'nav.intake',
    icon: 'intake',
    parts: ['intake-notice'],
  },
  {
    page: 'playbooks',
    href: '/playbooks',
    group: 'respond',
    permission: 'playbooks.read',
    name: 'nav.playbooks',
    icon: 'playbooks',
    parts: ['playbook', 'run'],
  },
  {
    page: 'block-lists',
    href: '/block-lists',
    group: 'respond',
    permission: 'playbooks.read',
    name: 'nav.block-lists',
    icon: 'block-lists',
  },
  {
    page: 'events',
    href: '/events',
    group: 'respond',
    permission: 'events.read',
    name: 'nav.events',
    icon: 'events',
    inBar: true,
  },
  {
    page: 'media',
    href: '/media',
    group: 'respond',
    permission: 'media.read',
    name: 'nav.media',
    icon: 'media',
    parts: [
      'media-story',
      'media-labelling',
      'media-spikes',
      'media-spike',
      'media-sources',
      'media-indicators',
    ],
  },
  {
    page: 'documents',
    href: '/documents',
    group: 'documents',
    permission: 'documents.read',
    name: 'nav.documents',
    icon: 'documents',
    parts: ['document'],
  },
  {
    page: 'calendar',
    href: '/calendar',
    group: 'documents',
    permission: 'documents.read',
    name: 'nav.calendar',
    icon: 'calendar',
  },
  {
    page: 'law',
    href: '/law',
    group: 'documents',
    permission: 'incidents.read',
    name: 'nav.law',
    icon: 'law',
  },
  {
    page: 'systems',
    href: '/systems',
    group: 'systems',
    permission: 'register.read',
    name: 'nav.systems',
    icon: 'systems',
    parts: ['system'],
  },
  {
    page: 'units',
    href: '/units',
    group: 'systems',
    permission: 'register.read',
    name: 'nav.units',
    icon: 'units',
  },
  {
    page: 'health',
    href: '/health',
    group: 'operations',
    permission: 'platform.read',
    name: 'nav.health',
    icon: 'health',
    inBar: true,
  },
  {
    page: 'notices',
    href: '/notices',
    group: 'operations',
    permission: 'notices.read',
    name: 'nav.notices',
    icon: 'notices',
  },
  {
    page: 'rules',
    href: '/rules',
    group: 'operations',
    permission: 'rules.read',
    name: 'nav.rules',
    icon: 'rules',
    parts: ['rule', 'rule-backtests', 'rule-sets', 'exceptions', 'exception'],
  },
  {
    page: 'users',
    href: '/users',
    group: 'operations',
    permission: 'users.manage',
    name: 'nav.users',
    icon: 'users',
  },
  {
    page: 'audit',
    href: '/audit',
    group: 'operations',
    permission: 'audit.read',
    name: 'nav.audit',
    icon: 'audit',
  },
  {
    page: 'retention',
    href: '/retention',
    group: 'operations',
    permission: 'audit.read',
    name: 'nav.retention',
    icon: 'retention',
  },
]
