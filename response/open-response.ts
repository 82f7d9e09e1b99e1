// Everything that answers an incident, and how it hangs together:
//
//   incident ─▶ law (clocks) ─▶ deadlines ─▶ notices ─▶ people
//      │                                        ▲
//      └─▶ playbook of its kind ─▶ questions ───┘
//               └─▶ documents ─▶ signed: the step goes on ─▶ sent: the clock is met

import { randomUUID } from 'node:crypto'
import type { Health } from '#/api/contract/health.ts'
import type { Config } from '#/config-schema.ts'
import { openAttachmentFiles } from '#/incidents/attachment-files.ts'
import { settleAttachments, shareAttachmentFiles } from '#/incidents/shared-attachments.ts'
import { createDesk, type Desk } from '#/incidents/desk.ts'
import { createIntake, type Intake } from '#/incidents/intake.ts'
import { isSeen, unitsSeen } from '#/incidents/visibility.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { createNotices, type Notices } from '#/notices/notices.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import type { Notary } from '#/proof/notary.ts'
import { createSecrets } from '#/playbooks/actions/secrets.ts'
import { RUNS } from '#/playbooks/engine/run-records.ts'
import type { Register } from '#/register/register.ts'
import { createLaw, type Law } from '#/regulation/law.ts'
import type { MediaFigures } from '#/reports/fill/media-figures.ts'
import { createDocumentDesk, type DocumentDesk } from '#/reports/desk.ts'
import { createPlatformFigures } from '#/reports/fill/platform-figures.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import { periodUnderLaw, recipientsOf } from '#/reports/law-of-documents.ts'
import type { Audit } from '#/store/audit.ts'
import type { EventDays } from '#/store/event-days.ts'
import type { BlobStore } from '#/store/blob-store.ts'
import type { EventStore } from '#/store/event-store.ts'
import { createLegalHolds, type LegalHolds } from '#/store/legal-holds.ts'
import { openIncidents } from '#/store/incident-pages.ts'
import type { StateStore } from '#/store/state-store.ts'
import { createHistory } from './history.ts'
import { incidentVariables } from './incident-variables.ts'
import { completeSteps, draftFor, meetClock, watchingSince } from './link-documents.ts'
import { openPlaybooks, type Playbooks } from './open-playbooks.ts'
import { ownAddresses } from './own-addresses.ts'
import { readProfile } from './read-profile.ts'
import { noticeContactChange } from './contact-change.ts'
import { createHearRun } from './hear-runs.ts'
import { createStartByKind } from './start-by-kind.ts'
import { createTellOfIncident } from './tell-of-incidents.ts'
import { createBelievedTime } from './believed-time.ts'
import { createDayKeeper, type DayKeeper } from './keep-days.ts'
import { sealDays } from './seal-days.ts'
import { openProof } from './open-proof.ts'
import { tellOfNotice } from './tell-of-intake.ts'
import { createRunHooks, type RunHooks } from './run-hooks.ts'
import { createTellOfQuestion } from './tell-of-questions.ts'
import { tellingDesk } from './tell-of-tasks.ts'
import { toldUntil, watchDeadlines } from './watch-deadlines.ts'
import { watchPlatform } from './watch-platform.ts'

export interface ResponseOptions {
  readonly folder: DataFolder
  readonly config: Config
  readonly clock: Clock
  readonly state: StateStore
  readonly register: Register
  readonly events: Pick<EventStore, 'search' | 'get'>
  readonly audit: Audit
  readonly notary: Notary
  readonly days: EventDays
  readonly jobs: JobQueue
  /** What the reports of online media are filled from. */
  readonly media: MediaFigures
  readonly health: () => Health
  /** Where attached files are for whoever leads a cluster. */
  readonly attachments?: BlobStore | undefined
  /** Of the console, for links; undefined when it is not known. */
  readonly consoleUrl: string | undefined
  /** Tells the console of a changed incident. */
  readonly publish: (incident: Incident) => void
  readonly report: ReportProblem
  /** Hears of errors of ours in work that nobody waits for. */
  readonly onError: (error: unknown, where: string) => void
}

export interface Response extends AsyncDisposable {
  readonly law: Law
  readonly playbooks: Playbooks['desk']
  readonly blockLists: Playbooks['blockLists']
  readonly blockFeed: Playbooks['blockFeed']
  readonly documents: DocumentDesk
  readonly notices: Notices
  readonly desk: Desk
  readonly intake: Intake
  readonly keeper: DayKeeper
  readonly legalHolds: LegalHolds
  /** To be called with each new or changed incident, whoever changed it. */
  readonly incidentChanged: (incident: Incident) => void
  /** What workers of a cluster ask for that drive runs in place of this process. */
  readonly runHooks: RunHooks
  /** To be called when another process has written into the log of a run: the incident hears of it. */
  readonly runWritten: (runId: string) => void
}

/** What changed so shortly before a stop may not have been told to the end. */
const TELLING_MS = 10 * 60_000
/** Of each state, the newest: those of the moments before a crash are among them. */
const MAX_RUNS_HEARD_AGAIN = 500

export async function openResponse(options: ResponseOptions): Promise<Response> {
  const { folder, config, clock, state, register, audit, jobs, report, publish, onError } = options
  const { records } = state
  const changedSince = toldUntil(state) - TELLING_MS
  await using opened = new AsyncDisposableStack()
  const later = (work: Promise<unknown>, where: string): void =>
    void work.catch((error: unknown) => onError(error, where))

  const profile = readProfile(config.law.profile, report)
  const { alsoReports } = config.law
  const law = createLaw({ profile, records, clock, sinceMs: watchingSince(state, clock), alsoReports })
  await noticeContactChange(config.organisation, state, law)
  const secrets = createSecrets(config.playbooks.secretsFile ?? folder.secrets)
  const history = createHistory(state, incident => incidentChanged(incident))
  const seesUnit = (units: readonly string[] | null, unitId: string | null): boolean =>
    isSeen(unitsSeen(register, { units }), unitId)
  const notices = createNotices({
    records,
    jobs,
    clock,
    config: config.notices,
    secret: name => secrets.secret(name),
    consoleUrl: options.consoleUrl,
    report,
    seesUnit,
    isAcknowledged: id => (state.incident(id)?.acknowledgedAt ?? null) !== null,
  })

  const documents: DocumentDesk = createDocumentDesk({
    records,
    state,
    clock,
    figures: createPlatformFigures({
      state,
      audit,
      organisation: config.organisation,
      recipients: form => recipientsOf(profile, form),
      systems: () => register.systems(),
      collection: options.health,
      media: options.media,
    }),
    periodFor: (form, nowMs) => periodUnderLaw(profile, formOf(form), nowMs),
    onIncident: incident => incidentChanged(incident),
    onSigned: async ({ id, about, by }) =>
      await completeSteps(
        id,
        { name: by, role: state.user(by)?.role ?? 'lead' },
        playbooks.desk,
        about.kind === 'incident' ? about.incidentId : null,
      ),
    onSent: async sent => await meetClock(sent, law, state, history),
  })

  const tellOfQuestion = createTellOfQuestion(state, notices, (user, incident) =>
    seesUnit(user.units, incident.unitId),
  )
  const playbooks = openPlaybooks({
    config: config.playbooks,
    mailChannel: config.notices.email[0],
    secrets,
    records,
    jobs,
    events: options.events,
    audit,
    clock,
    report,
    ownAddresses: ownAddresses(config),
    prepareManual: async task => await draftFor(task, documents),
    onPending: tellOfQuestion,
    onRunChanged: run => later(hearRun(run), `run ${run.id}`),
  })

  const hearRun = createHearRun({
    records,
    state,
    clock,
    history,
    log: (id, after, limit) => playbooks.desk.log(id, after, limit),
    notices,
    publish: incident => incidentChanged(incident),
  })

  const startByKind = createStartByKind({
    ...config.playbooks.autoStart,
    state,
    desk: playbooks.desk,
    jobs,
    variables: incident =>
      incidentVariables({
        incident,
        system: incident.systemId === null ? undefined : register.system(incident.systemId)?.system,
        event: state.alertsOf(incident.id, 1)[0]?.event ?? undefined,
        consoleUrl: options.consoleUrl ?? '',
      }),
  })
  const systemName = (id: string | null): string =>
    id === null ? '' : (register.system(id)?.system.name ?? id)
  const tell = createTellOfIncident(state, notices, systemName, options.events)
  const own = await openAttachmentFiles({ directory: folder.attachments })
  const blobs = options.attachments
  const files = blobs === undefined ? own : shareAttachmentFiles(own, blobs, report)
  const desk = createDesk(records, clock, files)
  const intake = await createIntake({
    records,
    clock,
    incident: id => state.incident(id),
    systems: () => register.systems(),
    onReceived: notice => later(tellOfNotice(notice, notices), 'notice of the intake page'),
  })

  async function hearRunOf(runId: string): Promise<void> {
    const stored = await records.get(RUNS, runId)
    if (stored !== undefined) await hearRun({ id: runId, ...stored.record })
  }
  function heard(incident: Incident): void {
    later(tell.heard(incident), `notices of ${incident.code}`)
    later(startByKind.consider(incident), `playbook of ${incident.code}`)
  }
  function incidentChanged(incident: Incident): void {
    publish(incident)
    heard(incident)
  }

  opened.use(await notices.start())
  opened.use(await playbooks.desk.work())
  opened.use(startByKind.work())
  const { sealAfterHours: afterHours, unassignedMonths, extraDays } = config.store
  const legalHolds = createLegalHolds(records, clock, randomUUID)
  const keeper = createDayKeeper({
    days: options.days,
    rules: { profile, unassignedMonths, extraDays },
    holds: legalHolds,
    directory: folder.events,
    audit,
    records,
    clock,
    time: createBelievedTime({ records, clock, monotonicMs: () => performance.now(), report }),
    report,
  })
  await keeper
    .look()
    .catch(({ message: detail }: Error) => report({ code: 'store.failed', where: folder.events, detail }))
  opened.use(await sealDays({ days: options.days, afterHours, audit, records, jobs, clock, keeper }))
  opened.use(
    await openProof({
      config: config.proof,
      mailChannels: config.notices.email,
      secret: name => secrets.secret(name),
      addresses: createAddressPolicy(config.playbooks.allowedAddresses),
      notary: options.notary,
      records,
      jobs,
      clock,
      report,
    }),
  )
  const around = async () => ({ systems: register.systems(), documents: await documents.sentReports() })
  opened.use(await watchDeadlines({ state, records, law, notices, jobs, clock, around }))
  opened.use(await watchPlatform({ health: options.health, notices, jobs, clock }))
  // What an earlier process had no time to tell or to start.
  for (const incident of openIncidents(state)) {
    if (incident.updatedAt >= changedSince) heard(incident)
    else tell.known(incident)
  }
  for (const state of ['running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const)
    for (const run of (await playbooks.desk.runs({ state, limit: MAX_RUNS_HEARD_AGAIN })).runs)
      later(hearRun(run), `run ${run.id}`)

  if (blobs !== undefined) opened.use(settleAttachments({ desk, records, own, shared: files, blobs, report }))

  const all = opened.move()
  return {
    law,
    playbooks: playbooks.desk,
    blockLists: playbooks.blockLists,
    blockFeed: playbooks.blockFeed,
    documents,
    notices,
    desk: tellingDesk(desk, state, notices),
    intake,
    keeper,
    legalHolds,
    incidentChanged: heard,
    runHooks: createRunHooks(documents, tellOfQuestion, playbooks.desk),
    runWritten: runId => later(hearRunOf(runId), `run ${runId}`),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
