// Decides what is on the screen: sign-in, the forced change of a one-time password, or a page in its frame.

import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from './i18n/text.ts'
import type { TextKey } from './i18n/vocabulary.ts'
import { lazyPage } from './parts/lazy-page.tsx'
import { Empty } from './parts/states.tsx'
import { QueuePage } from './queue/queue-page.tsx'
import { route, search, type Route } from './router.ts'
import { PageFrame } from './shell/page-frame.tsx'
import { PasswordPage } from './sign-in/password-page.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { Unreachable } from './sign-in/unreachable.tsx'
import { waiting } from './state/queue.ts'
import { may, session } from './state/session.ts'

const IncidentPage = lazyPage(async () => (await import('./incident/incident-page.tsx')).IncidentPage)
const WaitingPage = lazyPage(async () => (await import('./playbooks/waiting-page.tsx')).WaitingPage)
const ApprovePage = lazyPage(async () => (await import('./playbooks/approve-page.tsx')).ApprovePage)
const PlaybooksPage = lazyPage(async () => (await import('./playbooks/playbooks-page.tsx')).PlaybooksPage)
const PlaybookPage = lazyPage(async () => (await import('./playbooks/playbook-page.tsx')).PlaybookPage)
const RunPage = lazyPage(async () => (await import('./playbooks/run-page.tsx')).RunPage)
const BlockListsPage = lazyPage(
  async () => (await import('./block-lists/block-lists-page.tsx')).BlockListsPage,
)
const EventsPage = lazyPage(async () => (await import('./events/events-page.tsx')).EventsPage)
const HealthPage = lazyPage(async () => (await import('./health/health-page.tsx')).HealthPage)
const RulesPage = lazyPage(async () => (await import('./rules/rules-page.tsx')).RulesPage)
const RulePage = lazyPage(async () => (await import('./rules/rule-page.tsx')).RulePage)
const BacktestsPage = lazyPage(async () => (await import('./rules/backtests-page.tsx')).BacktestsPage)
const RuleSetsPage = lazyPage(async () => (await import('./rules/sets-page.tsx')).RuleSetsPage)
const ExceptionsPage = lazyPage(async () => (await import('./rules/exceptions-page.tsx')).ExceptionsPage)
const ExceptionPage = lazyPage(async () => (await import('./rules/exception-page.tsx')).ExceptionPage)
const SystemsPage = lazyPage(async () => (await import('./register/systems-page.tsx')).SystemsPage)
const SystemPage = lazyPage(async () => (await import('./register/system-page.tsx')).SystemPage)
const UnitsPage = lazyPage(async () => (await import('./register/units-page.tsx')).UnitsPage)
const IntakePage = lazyPage(async () => (await import('./intake/intake-page.tsx')).IntakePage)
const NoticePage = lazyPage(async () => (await import('./intake/notice-page.tsx')).NoticePage)
const DeliveriesPage = lazyPage(async () => (await import('./notices/notices-page.tsx')).NoticesPage)
const UsersPage = lazyPage(async () => (await import('./admin/users-page.tsx')).UsersPage)
const DocumentsPage = lazyPage(async () => (await import('./documents/documents-page.tsx')).DocumentsPage)
const DocumentPage = lazyPage(async () => (await import('./documents/document-page.tsx')).DocumentPage)
const CalendarPage = lazyPage(async () => (await import('./law/calendar-page.tsx')).CalendarPage)
const LawPage = lazyPage(async () => (await import('./law/law-page.tsx')).LawPage)
const StoriesPage = lazyPage(async () => (await import('./media/stories-page.tsx')).StoriesPage)
const StoryPage = lazyPage(async () => (await import('./media/story-page.tsx')).StoryPage)
const LabellingPage = lazyPage(async () => (await import('./media/labelling-page.tsx')).LabellingPage)
const SpikesPage = lazyPage(async () => (await import('./media/spikes-page.tsx')).SpikesPage)
const SpikePage = lazyPage(async () => (await import('./media/spike-page.tsx')).SpikePage)
const SourcesPage = lazyPage(async () => (await import('./media/sources-page.tsx')).SourcesPage)
const IndicatorsPage = lazyPage(async () => (await import('./media/indicators-page.tsx')).IndicatorsPage)
const AuditPage = lazyPage(async () => (await import('./admin/audit-page.tsx')).AuditPage)
const RetentionPage = lazyPage(async () => (await import('./retention/retention-page.tsx')).RetentionPage)

const TITLES = {
  queue: 'queue.title',
  incident: 'queue.title',
  waiting: 'nav.waiting',
  approve: 'nav.waiting',
  playbooks: 'nav.playbooks',
  playbook: 'nav.playbooks',
  run: 'nav.playbooks',
  'block-lists': 'nav.block-lists',
  documents: 'nav.documents',
  document: 'nav.documents',
  calendar: 'nav.calendar',
  law: 'nav.law',
  events: 'events.title',
  health: 'health.title',
  rules: 'rules.title',
  rule: 'rules.title',
  'rule-backtests': 'rules.title',
  'rule-sets': 'rules.title',
  exceptions: 'rules.title',
  exception: 'rules.title',
  systems: 'systems.title',
  system: 'systems.title',
  units: 'nav.units',
  intake: 'nav.intake',
  'intake-notice': 'nav.intake',
  notices: 'nav.notices',
  media: 'nav.media',
  'media-story': 'nav.media',
  'media-labelling': 'nav.media',
  'media-spikes': 'nav.media',
  'media-spike': 'nav.media',
  'media-sources': 'nav.media',
  'media-indicators': 'nav.media',
  users: 'users.title',
  audit: 'nav.audit',
  retention: 'nav.retention',
  password: 'password.title',
  unknown: 'app.notFound',
} satisfies Record<Route['page'], TextKey>

const PERMISSIONS = {
  queue: 'incidents.read',
  incident: 'incidents.read',
  waiting: 'playbooks.read',
  approve: 'playbooks.run',
  playbooks: 'playbooks.read',
  playbook: 'playbooks.read',
  run: 'playbooks.read',
  'block-lists': 'playbooks.read',
  documents: 'documents.read',
  document: 'documents.read',
  calendar: 'documents.read',
  law: 'incidents.read',
  events: 'events.read',
  health: 'platform.read',
  rules: 'rules.read',
  rule: 'rules.read',
  'rule-backtests': 'rules.read',
  'rule-sets': 'rules.read',
  exceptions: 'rules.read',
  exception: 'rules.read',
  systems: 'register.read',
  system: 'register.read',
  units: 'register.read',
  intake: 'incidents.work',
  'intake-notice': 'incidents.work',
  notices: 'notices.read',
  media: 'media.read',
  'media-story': 'media.read',
  'media-labelling': 'media.read',
  'media-spikes': 'media.read',
  'media-spike': 'media.read',
  'media-sources': 'media.read',
  'media-indicators': 'media.read',
  users: 'users.manage',
  audit: 'audit.read',
  retention: 'audit.read',
  password: null,
  unknown: null,
} satisfies Record<Route['page'], string | null>

const PAGES = {
  queue: () => <QueuePage />,
  incident: ({ id }) => <IncidentPage key={id} id={id} />,
  waiting: () => <WaitingPage />,
  approve: () => <ApprovePage key={search.value} />,
  playbooks: () => <PlaybooksPage />,
  playbook: ({ id }) => <PlaybookPage key={id} id={id} />,
  run: ({ id }) => <RunPage key={id} id={id} />,
  'block-lists': () => <BlockListsPage />,
  documents: () => <DocumentsPage />,
  document: ({ id }) => <DocumentPage key={id} id={id} />,
  calendar: () => <CalendarPage />,
  law: () => <LawPage />,
  events: () => <EventsPage />,
  health: () => <HealthPage />,
  rules: () => <RulesPage />,
  rule: ({ id }) => <RulePage key={id} id={id} />,
  'rule-backtests': () => <BacktestsPage />,
  'rule-sets': () => <RuleSetsPage />,
  exceptions: () => <ExceptionsPage />,
  exception: ({ id }) => <ExceptionPage key={id} id={id} />,
  systems: () => <SystemsPage />,
  system: ({ id }) => <SystemPage key={id} id={id} />,
  units: () => <UnitsPage />,
  intake: () => <IntakePage />,
  'intake-notice': ({ id }) => <NoticePage key={id} id={id} />,
  notices: () => <DeliveriesPage />,
  media: () => <StoriesPage />,
  'media-story': ({ id }) => <StoryPage key={id} id={id} />,
  'media-labelling': () => <LabellingPage />,
  'media-spikes': () => <SpikesPage />,
  'media-spike': ({ id }) => <SpikePage key={id} id={id} />,
  'media-sources': () => <SourcesPage />,
  'media-indicators': () => <IndicatorsPage />,
  users: () => <UsersPage />,
  audit: () => <AuditPage />,
  retention: () => <RetentionPage />,
  password: () => <PasswordPage forced={false} />,
  unknown: () => <Empty title={t('app.notFound')}>{t('app.notFoundHint')}</Empty>,
} satisfies { readonly [P in Route['page']]: (at: Extract<Route, { page: P }>) => VNode }

function Page({ at }: { readonly at: Route }) {
  const permission = PERMISSIONS[at.page]
  if (permission !== null && !may(permission)) return <Empty title={t('app.noAccess')} />
  return (PAGES[at.page] as (at: Route) => VNode)(at)
}

function titleOf(at: Route): string {
  const news = at.page === 'queue' && waiting.value.size > 0 ? `(${waiting.value.size}) ` : ''
  return `${news}${t(TITLES[at.page])} · ${t('app.name')}`
}

/** The whole console. */
export function App() {
  const current = session.value
  const at = route.value
  const title = current.kind === 'signed-in' ? titleOf(at) : `${t('signIn.title')} · ${t('app.name')}`
  useEffect(() => {
    document.title = title
  }, [title])
  if (current.kind === 'unknown') return null
  if (current.kind === 'unreachable') return <Unreachable />
  if (current.kind === 'signed-out') return <SignInPage ended={current.ended} />
  if (current.kind === 'must-change') return <PasswordPage forced />
  return (
    <PageFrame>
      <Page at={at} />
    </PageFrame>
  )
}
