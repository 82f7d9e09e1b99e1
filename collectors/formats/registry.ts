// All formats. The order matters: the first that recognises a body and can read it has it, so formats with
// an unmistakable beginning stand first, programs next, shapes that many things share last.
// To add a format: write its module against format.ts, add it here, add golden files.

import { apacheError } from './apache-error.ts'
import { apacheAccess } from './apache.ts'
import { cef } from './cef.ts'
import type { Format, JsonFormat } from './format.ts'
import { fortigate } from './fortigate.ts'
import { keyValue } from './key-value.ts'
import { leef } from './leef.ts'
import { linuxAccounts } from './linux-accounts.ts'
import { auditd } from './linux-auditd.ts'
import { cron } from './linux-cron.ts'
import { linuxKernel } from './linux-kernel.ts'
import { linuxPam } from './linux-pam.ts'
import { su } from './linux-su.ts'
import { nginxError } from './nginx-error.ts'
import { nginxAccess } from './nginx.ts'
import { sshd } from './sshd.ts'
import { sudo } from './sudo.ts'
import { suricataEve } from './suricata.ts'
import { systemd } from './systemd.ts'
import { windowsEvent } from './windows.ts'

/** Formats of text, in the order they are asked. */
export const FORMATS: readonly Format[] = [
  cef,
  leef,
  fortigate,
  auditd,
  sshd,
  sudo,
  su,
  linuxAccounts,
  cron,
  systemd,
  linuxPam,
  linuxKernel,
  nginxError,
  apacheError,
  nginxAccess,
  apacheAccess,
  keyValue,
]

/** Formats of JSON objects, in the order they are asked; ECS documents and other JSON come after them. */
export const JSON_FORMATS: readonly JsonFormat[] = [windowsEvent, suricataEve]

/** Shapes that parse-record.ts itself reads: headers and envelopes, and JSON of no known format. */
const SHAPES = ['syslog', 'json', 'ecs', 'hec'] as const

/** Names that `--format` and a listener's configuration accept beside `auto`, in order. */
export const FORMAT_NAMES: readonly string[] = [
  ...SHAPES,
  ...FORMATS.map(format => format.name),
  ...JSON_FORMATS.map(format => format.name),
]

/** Differs between programs that know different formats: lines unknown to one may be known to the other. */
export function formatsFingerprint(): string {
  return FORMAT_NAMES.join(' ')
}
