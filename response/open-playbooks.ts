// The playbooks with everything they act through: secrets, protected assets, block lists, mail, syslog, stored
// events, and the desk on top.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { rootCertificates } from 'node:tls'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { EmailChannelConfig } from '#/notices/notice-config.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { sendMail } from '#/outbound/mail.ts'
import { mailServerOf } from '#/notices/channels/mail-server.ts'
import { sendSyslog } from '#/outbound/syslog-message.ts'
import { createBlockFeed, type BlockFeed } from '#/playbooks/actions/block-feed.ts'
import { createBlockLists, type BlockLists } from '#/playbooks/actions/block-lists.ts'
import { createActions } from '#/playbooks/actions/create-actions.ts'
import { parseKnownHosts } from '#/playbooks/actions/known-hosts.ts'
import { createProtectedAssets } from '#/playbooks/actions/protected-assets.ts'
import type { Secrets } from '#/playbooks/actions/secrets.ts'
import type { SendMail } from '#/playbooks/actions/mail-service.ts'
import type { SyslogOut } from '#/playbooks/actions/syslog-service.ts'
import { createPlaybookDesk, type PlaybookDesk, type PlaybookDeskOptions } from '#/playbooks/desk.ts'
import { loadLibrary } from '#/playbooks/library/load-library.ts'
import type { Audit } from '#/store/audit.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { Records } from '#/store/records.ts'
import type { PlaybookConfig } from './playbook-config.ts'
import { createVerify, readTrustedKeys } from './playbook-signatures.ts'
import { createDetectEvents, createSearchEvents } from './stored-events.ts'

export interface PlaybookOptions extends Pick<
  PlaybookDeskOptions,
  'prepareManual' | 'onPending' | 'onRunChanged'
> {
  readonly config: PlaybookConfig
  /** The mail server that playbooks send through: the first e-mail channel of the notices. */
  readonly mailChannel: EmailChannelConfig | undefined
  readonly secrets: Secrets
  readonly records: Records
  readonly jobs: JobQueue
  readonly events: Pick<EventStore, 'search'>
  readonly audit: Audit
  readonly clock: Clock
  readonly report: ReportProblem
  /** Addresses of the platform itself; nothing may cut them off. */
  readonly ownAddresses: readonly string[]
}

export interface Playbooks {
  readonly desk: PlaybookDesk
  readonly blockLists: BlockLists
  readonly blockFeed: BlockFeed
}

const MAIL_TIMEOUT_MS = 60_000
const SYSLOG_TIMEOUT_MS = 15_000

export function openPlaybooks(options: PlaybookOptions): Playbooks {
  const { config, records, jobs, events, audit, clock, report, secrets } = options
  const protectedAssets = createProtectedAssets([
    ...config.protected,
    ...options.ownAddresses.map(value => ({ value, reason: 'địa chỉ của chính Thápcanh' })),
  ])
  const blockLists = createBlockLists({ records, clock, protectedAssets, lists: config.blockLists.lists })
  const blockFeed = createBlockFeed({
    records,
    clock,
    blockLists,
    consumers: config.blockLists.consumers,
    secret: name => secrets.secret(name),
  })
  const addresses = createAddressPolicy(config.allowedAddresses)
  const actions = createActions({
    clock,
    http: { timeoutMs: config.httpTimeoutSeconds * 1000, addresses, ca: authorities(config.caFile) },
    ssh: { knownHosts: parseKnownHosts(config.knownHosts).hosts, connectMs: config.sshConnectSeconds * 1000 },
    mail: mailThrough(options.mailChannel, secrets),
    syslog: syslogThrough(config, addresses, clock),
    blockLists,
    recordBlock: (action, list, detail) => audit.record('thapcanh', action, `block list ${list}`, detail),
    search: createSearchEvents(events),
    detect: createDetectEvents(events),
  })
  const desk = createPlaybookDesk({
    records,
    jobs,
    clock,
    random: Math.random,
    randomBytes,
    library: config.builtin ? loadLibrary() : [],
    actions: type => actions.get(type),
    guard: rendered => protectedAssets.guard(rendered),
    secret: name => secrets.secret(name),
    verify: createVerify(readTrustedKeys(config.signatures.trustedKeys), clock),
    policy: config.signatures.imported,
    prepareManual: options.prepareManual,
    onPending: options.onPending,
    onRunChanged: options.onRunChanged,
    report,
  })
  return { desk, blockLists, blockFeed }
}

/** The public authorities and the city's own. */
function authorities(caFile: string | undefined): string | undefined {
  return caFile === undefined ? undefined : [...rootCertificates, readFileSync(caFile, 'utf8')].join('\n')
}

function mailThrough(channel: EmailChannelConfig | undefined, secrets: Secrets): SendMail {
  if (channel === undefined) return undefined
  const secret = (name: string): string => secrets.secret(name)
  return async (mail, signal) =>
    await sendMail(mailServerOf(channel, secret), mail, { timeoutMs: MAIL_TIMEOUT_MS, signal })
}

function syslogThrough(
  { syslog, caFile }: PlaybookConfig,
  addresses: ReturnType<typeof createAddressPolicy>,
  clock: Clock,
): SyslogOut {
  const ca = authorities(caFile)
  return {
    destinations: syslog.map(({ id }) => id),
    async send(destination, message, signal) {
      const target = syslog.find(({ id }) => id === destination)
      if (target === undefined)
        return {
          kind: 'not-sent',
          cause: 'invalid',
          reason: `no syslog destination is called ${destination}`,
        }
      return await sendSyslog(
        {
          ...target,
          addresses,
          timeoutMs: SYSLOG_TIMEOUT_MS,
          signal,
          ...(ca === undefined ? {} : { tls: { ca } }),
        },
        { ...message, at: clock.now(), host: hostname(), app: 'thapcanh' },
      )
    },
  }
}
