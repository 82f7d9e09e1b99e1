// What the API needs of the running platform. `main.ts` provides it; tests pass their own.

import type { MediaDesk } from '#/crawler/desk.ts'
import type { Desk } from '#/incidents/desk.ts'
import type { Intake } from '#/incidents/intake.ts'
import type { UnitTree } from '#/incidents/visibility.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { BlockFeed } from '#/playbooks/actions/block-feed.ts'
import type { BlockLists } from '#/playbooks/actions/block-lists.ts'
import type { PlaybookDesk } from '#/playbooks/desk.ts'
import type { SentDocument } from '#/regulation/calendar.ts'
import type { DocumentDesk } from '#/reports/desk.ts'
import type { Law } from '#/regulation/law.ts'
import type { KeptDay, KeptLevel } from '#/regulation/day-retention.ts'
import type { Register } from '#/register/register.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Notices } from '#/notices/notices.ts'
import type { Audit } from '#/store/audit.ts'
import type { DiskForecast } from '#/store/disk-forecast.ts'
import type { KeptIndex } from '#/store/elastic/kept-indices.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { RuleSetDesk } from '#/rulesets/desk.ts'
import type { ArchiveStage } from '#/rulesets/stage-archive.ts'
import type { ExportDesk } from '#/store/export/export-desk.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import type { SavedSearches } from '#/store/saved-searches.ts'
import type { StateStore } from '#/store/state-store.ts'
import type { Health } from './contract/schemas.ts'
import type { BackupDesk } from './backup-desk.ts'
import type { DetectionDesk } from './detection-desk.ts'

/** By what events are deleted; see response/believed-time.ts. */
export interface RetentionTime {
  readonly clockMs: number
  readonly passedMs: number
  readonly believedMs: number
  readonly doubted: boolean
}

export interface Platform {
  readonly state: StateStore
  /** Who did what; append-only. */
  readonly audit: Audit
  readonly events: Pick<EventStore, 'search' | 'summarise' | 'scan' | 'get'>
  /** Stored events written to files. */
  readonly exports: ExportDesk
  /**
   * Every file of events with what keeps it, oldest first, for how long each level is kept and why, how long the disk
   * lasts, and by what time files are deleted.
   */
  eventDays(): Promise<{
    readonly days: readonly KeptDay[]
    /** In place of files, where events are in Elasticsearch; the disk is then that of its nodes. */
    readonly indices?: readonly KeptIndex[]
    readonly levels: readonly KeptLevel[]
    readonly forecast: DiskForecast
    readonly time: RetentionTime
  }>
  /** A person says that the clock is right. */
  confirmTime(): Promise<RetentionTime>
  readonly legalHolds: LegalHolds
  /** Searches that people keep. */
  readonly savedSearches: SavedSearches
  readonly backups: BackupDesk
  readonly clock: Clock
  readonly systems: readonly MonitoredSystem[]
  /** The tree of units, for who may see which rows. */
  readonly units: UnitTree
  readonly law: Law
  /** Monitored systems and units as entered. */
  readonly register: Register
  /** Tasks and files of incidents. */
  readonly desk: Desk
  /** Notices from outside. */
  readonly intake: Intake
  /** Whether the public page is there. */
  readonly intakeOpen: boolean
  /** Documents that were signed and sent: what periodic reports the calendar shows as done. */
  sentDocuments(): Promise<readonly SentDocument[]>
  /** Playbooks, their runs, and what waits for a person. */
  readonly playbooks: PlaybookDesk
  readonly documents: DocumentDesk
  /** What is said of the city online. */
  readonly media: MediaDesk
  readonly blockLists: BlockLists
  /** Rules of others, taken in as sets. */
  readonly ruleSets: RuleSetDesk
  readonly ruleArchives: ArchiveStage
  /** The block lists as firewalls fetch them. */
  readonly blockFeed: BlockFeed
  readonly notices: Pick<Notices, 'deliveries' | 'channels' | 'channelKind' | 'test'>
  readonly jobs: Pick<JobQueue, 'jobs' | 'counts'>
  /** Rules, exceptions, explanations, backtests, liveness. */
  readonly detection: DetectionDesk
  health(): Health
  /** Calls back on each created or changed incident, whoever changed it; returns the way to stop. */
  onIncident(listener: (incident: Incident) => void): () => void
  /** To be called by routes after they changed an incident, so that all live streams hear of it. */
  incidentChanged(incident: Incident): void
}
