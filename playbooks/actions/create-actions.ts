// Puts the actions together: one for each type of CACAO command, the ones that are not carried out included.

import type { Clock } from '#/kernel/clock.ts'
import type { Action } from '../action.ts'
import type { CommandType } from '../cacao/playbook.ts'
import type { BlockLists } from './block-lists.ts'
import { createBlockServices, type RecordBlock } from './block-service.ts'
import { createHttpAction } from './http-api.ts'
import type { KnownHosts } from './known-hosts.ts'
import { createMailService, type SendMail } from './mail-service.ts'
import { manualAction } from './manual.ts'
import { createOpenc2Action } from './openc2.ts'
import { createOwnServices } from './own-services.ts'
import { createSendHttp, type HttpOptions } from './send-http.ts'
import { createShellAction } from './ssh.ts'
import {
  createSearchService,
  createSigmaAction,
  type DetectEvents,
  type SearchEvents,
} from './stored-events.ts'
import { createSyslogService, type SyslogOut } from './syslog-service.ts'
import { createUnsupportedAction } from './unsupported.ts'

export interface ActionOptions {
  readonly clock: Clock
  readonly http: HttpOptions
  readonly ssh: { readonly knownHosts: KnownHosts; readonly connectMs: number }
  readonly mail: SendMail
  readonly syslog: SyslogOut
  readonly blockLists: Pick<BlockLists, 'add' | 'remove' | 'check'>
  readonly recordBlock: RecordBlock
  readonly search: SearchEvents
  readonly detect: DetectEvents
}

/** Of stdout and stderr of a command over ssh, each. */
const MAX_SSH_OUTPUT_BYTES = 64 * 1024

export function createActions(options: ActionOptions): ReadonlyMap<CommandType, Action> {
  const { clock, http } = options
  const send = createSendHttp(http)
  const own = createOwnServices([
    createMailService(options.mail),
    createSyslogService(options.syslog),
    ...createBlockServices(options.blockLists, clock, options.recordBlock),
    createSearchService(options.search, clock),
  ])
  const ssh = { ...options.ssh, addresses: http.addresses, maxOutputBytes: MAX_SSH_OUTPUT_BYTES }
  const actions = {
    manual: manualAction,
    bash: createShellAction('bash', ssh),
    'caldera-cmd': createUnsupportedAction('caldera-cmd'),
    elastic: createUnsupportedAction('elastic'),
    'http-api': createHttpAction(send, own),
    jupyter: createUnsupportedAction('jupyter'),
    kestrel: createUnsupportedAction('kestrel'),
    'openc2-http': createOpenc2Action(send),
    powershell: createShellAction('powershell', ssh),
    sigma: createSigmaAction(options.detect, clock),
    ssh: createShellAction('ssh', ssh),
    yara: createUnsupportedAction('yara'),
  } satisfies Record<CommandType, Action>
  return new Map(Object.entries(actions) as [CommandType, Action][])
}
