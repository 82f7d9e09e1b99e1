// Every operation of the API: method, path, who may call it, what goes in and comes out. Routes are
// registered from this table only; a route without a permission here does not exist. Each area of the platform
// has a file beside this one with its schemas and operations; the role matrix test walks them all.

import { Type } from 'typebox'
import { auditOperations } from './audit.ts'
import { backtestOperations } from './backtests.ts'
import { detectionOperations } from './detection.ts'
import { exceptionOperations } from './exceptions.ts'
import { lawOperations } from './law.ts'
import { registerOperations } from './register.ts'
import { deskWorkOperations } from './desk-work.ts'
import { intakeOperations } from './intake.ts'
import { mediaOperations } from './media.ts'
import { mediaSourceOperations } from './media-sources.ts'
import { mediaWorkOperations } from './media-work.ts'
import { noticeOperations } from './notices.ts'
import { blockListOperations } from './block-lists.ts'
import { incidentWorkOperations } from './incident-work.ts'
import { eventExportOperations } from './event-exports.ts'
import { eventWorkOperations } from './event-work.ts'
import { documentOperations } from './documents.ts'
import type { Operation } from './operation.ts'
import { operatingOperations } from './operating.ts'
import { playbooksOperations } from './playbooks.ts'
import { retentionOperations } from './retention.ts'
import { ruleSetOperations } from './rule-sets.ts'
import * as S from './schemas.ts'

export { GRANTS, LOCAL_GRANTS, PERMISSIONS, type Access, type Permission } from './permissions.ts'
export type { Operation } from './operation.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const ByName = Type.Object({ name: Type.String({ maxLength: 64 }) })

export const OPERATIONS = {
  signIn: {
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Sign in; sets the session cookie',
    body: S.SignInBody,
    answer: S.Me,
  },
  whoAmI: {
    method: 'GET',
    path: '/api/session',
    access: 'signed-in',
    summary: 'Who is signed in, and what they may do',
    answer: S.Me,
  },
  signOut: { method: 'DELETE', path: '/api/session', access: 'signed-in', summary: 'Sign out' },
  changePassword: {
    method: 'POST',
    path: '/api/session/password',
    access: 'signed-in',
    summary: 'Change the own password; ends all other sessions',
    body: S.ChangePasswordBody,
  },

  listIncidents: {
    method: 'GET',
    path: '/api/incidents',
    access: 'incidents.read',
    summary: 'The queue',
    query: S.IncidentQuery,
    answer: S.IncidentPageView,
  },
  getIncident: {
    method: 'GET',
    path: '/api/incidents/:id',
    access: 'incidents.read',
    summary: 'One incident with alerts and timeline',
    params: ById,
    answer: S.IncidentDetail,
  },
  takeIncident: {
    method: 'POST',
    path: '/api/incidents/:id/take',
    access: 'incidents.work',
    summary: 'Acknowledge and own it',
    params: ById,
    body: S.TakeBody,
    answer: S.IncidentView,
  },
  noteIncident: {
    method: 'POST',
    path: '/api/incidents/:id/notes',
    access: 'incidents.work',
    summary: 'Add a note',
    params: ById,
    body: S.NoteBody,
    answer: S.IncidentView,
  },
  closeIncident: {
    method: 'POST',
    path: '/api/incidents/:id/close',
    access: 'incidents.work',
    summary: 'Close with a classification and a reason',
    params: ById,
    body: S.CloseBody,
    answer: S.IncidentView,
  },
  assignIncident: {
    method: 'POST',
    path: '/api/incidents/:id/assign',
    access: 'incidents.lead',
    summary: 'Give it to someone else, or to no one',
    params: ById,
    body: S.AssignBody,
    answer: S.IncidentView,
  },
  reopenIncident: {
    method: 'POST',
    path: '/api/incidents/:id/reopen',
    access: 'incidents.lead',
    summary: 'Open a closed incident again',
    params: ById,
    body: S.ReopenBody,
    answer: S.IncidentView,
  },
  listAssignees: {
    method: 'GET',
    path: '/api/assignees',
    access: 'incidents.lead',
    summary: 'Who may be given incidents: enabled accounts that may work on them',
    answer: Type.Array(S.AssigneeView),
  },

  ...incidentWorkOperations,

  searchEvents: {
    method: 'GET',
    path: '/api/events',
    access: 'events.read',
    summary: 'Search stored events',
    query: S.EventQuery,
    answer: S.EventPage,
  },
  ...eventWorkOperations,
  ...eventExportOperations,
  getEvent: {
    method: 'GET',
    path: '/api/events/:id',
    access: 'events.read',
    summary: 'One stored event',
    params: ById,
    answer: S.EventHit,
  },

  health: {
    method: 'GET',
    path: '/api/health',
    access: 'platform.read',
    summary: 'Rates, lag, problems, silent sources',
    answer: S.Health,
  },
  listRules: {
    method: 'GET',
    path: '/api/rules',
    access: 'platform.read',
    summary: 'Loaded rules',
    answer: Type.Array(S.RuleView),
  },
  listSystems: {
    method: 'GET',
    path: '/api/systems',
    access: 'platform.read',
    summary: 'Monitored systems',
    answer: Type.Array(S.SystemView),
  },
  /** Server-sent events; each `data:` is a LiveMessage. */
  live: {
    method: 'GET',
    path: '/api/live',
    access: 'incidents.read',
    summary: 'Live stream of changed incidents and health (text/event-stream)',
  },

  listUsers: {
    method: 'GET',
    path: '/api/users',
    access: 'users.manage',
    summary: 'Accounts',
    answer: Type.Array(S.UserView),
  },
  createUser: {
    method: 'POST',
    path: '/api/users',
    access: 'users.manage',
    summary: 'New account; answers its one-time password',
    body: S.NewUserBody,
    answer: S.NewUserView,
  },
  changeUser: {
    method: 'PATCH',
    path: '/api/users/:name',
    access: 'users.manage',
    summary: 'Change role, name, disable, reset the password',
    params: ByName,
    body: S.ChangeUserBody,
    answer: S.ChangedUserView,
  },
  resetPasswordHere: {
    method: 'POST',
    path: '/api/users/:name/password-reset',
    access: 'this-machine',
    summary:
      'A new one-time password, for `thapcanh reset-password` in a cluster; ends the sessions of the account',
    params: ByName,
    answer: S.ChangedUserView,
  },

  healthz: {
    method: 'GET',
    path: '/healthz',
    access: 'public',
    summary: 'The process answers',
    answer: Type.Object({ ok: Type.Boolean() }),
  },
  ...operatingOperations,
  ...mediaOperations,
  ...mediaWorkOperations,
  ...mediaSourceOperations,
  ...exceptionOperations,
  ...detectionOperations,
  ...backtestOperations,
  ...auditOperations,
  ...retentionOperations,
  ...documentOperations,
  ...playbooksOperations,
  ...lawOperations,
  ...registerOperations,
  ...deskWorkOperations,
  ...intakeOperations,
  ...blockListOperations,
  ...noticeOperations,
  ...ruleSetOperations,
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof OPERATIONS
