// Tables of the state store, as steps that bring a file of any earlier version to the present one. A step is
// never edited once released: a change is a new step at the end. `user_version` is how many were taken.

import type { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'

/**
 * Incidents and alerts are kept whole as JSON, with the columns beside it that are searched, sorted or
 * joined. The three indexes of incidents end alike: that is the order of the queue.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    severity INTEGER NOT NULL,
    owner TEXT,
    system_id TEXT,
    family TEXT NOT NULL,
    entity_field TEXT NOT NULL,
    entity_value TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    version INTEGER NOT NULL,
    folded TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incident_by_status ON incident (status, severity DESC, last_seen DESC, id DESC);
  CREATE INDEX incident_by_owner ON incident (owner, status, severity DESC, last_seen DESC, id DESC);
  CREATE INDEX incident_by_system ON incident (system_id, status, severity DESC, last_seen DESC, id DESC);
  CREATE INDEX incident_open ON incident (entity_value, family, entity_field, system_id, first_seen, last_seen)
    WHERE status <> 'closed';

  CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL REFERENCES incident (id),
    at INTEGER NOT NULL,
    rule_id TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alert_of_incident ON alert (incident_id, at DESC, id DESC);

  CREATE TABLE timeline (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id TEXT NOT NULL REFERENCES incident (id),
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX timeline_of_incident ON timeline (incident_id, number);

  CREATE TABLE incident_code (year INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

  CREATE TABLE user (
    name TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    user_name TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX session_of_user ON session (user_name);
  CREATE INDEX session_by_expiry ON session (expires_at);

  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE record (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE record_key (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value ANY,
    id TEXT NOT NULL
  ) STRICT;
  CREATE INDEX record_key_by_value ON record_key (collection, key, value, id);
  CREATE INDEX record_key_of ON record_key (collection, id);
  CREATE TABLE log_entry (
    log TEXT NOT NULL,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (log, number)
  ) STRICT, WITHOUT ROWID;
  `,
  // Units, what people judge of an incident, and how it is found, grouped and compared. Incidents written
  // before get what holds while nobody has judged them (UNJUDGED in kernel/incident.ts).
  `
  ALTER TABLE user ADD COLUMN units TEXT;
  UPDATE incident SET body = json_insert(body,
    '$.origin', 'alerts', '$.unitId', NULL, '$.description', '',
    '$.detectedAt', json_extract(body, '$.createdAt'), '$.gravity', NULL, '$.facts', json('{}'),
    '$.affects', json('[]'), '$.handling', NULL, '$.triagedAt', NULL, '$.containedAt', NULL,
    '$.resolvedAt', NULL, '$.risk', json_object('value', 0, 'at', json_extract(body, '$.createdAt')),
    '$.mergedInto', NULL);
  ALTER TABLE incident ADD COLUMN unit_id TEXT;
  UPDATE incident SET unit_id = json_extract(body, '$.unitId');
  CREATE INDEX incident_by_unit ON incident (unit_id, status, severity DESC, last_seen DESC, id DESC);
  `,
]

/** Brings the tables up to date; throws Fatal for a file that a newer version of Thápcanh has written. */
export function migrate(database: DatabaseSync, path: string): void {
  const taken = Number(database.prepare('PRAGMA user_version').get()!['user_version'])
  if (taken > STEPS.length) {
    throw new Fatal(
      'store.failed',
      `${path} was written by a newer version (${taken} steps, this one knows ${STEPS.length})`,
    )
  }
  for (const [number, step] of STEPS.entries()) {
    if (number < taken) continue
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${number + 1}; COMMIT`)
  }
}
