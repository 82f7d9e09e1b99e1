// Tables of the state store, as steps that bring a file of any earlier version to the present one (migrate.ts). They are taken with
// foreign keys off.

/**
 * Incidents and alerts are kept whole as JSON, with the columns beside it that are searched, sorted or
 * joined. The indexes of incidents end alike: that is an order of the queue.
 */
export const STATE_SCHEMA: readonly string[] = [
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
  // Units; what people judge of an incident, and how it is found, grouped and compared. Incidents written
  // before get what holds while nobody has judged them (UNJUDGED in kernel/incident.ts). The table is made
  // anew so that the columns that are searched stand before the body.
  `
  ALTER TABLE user ADD COLUMN units TEXT;

  CREATE TABLE incident_new (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    severity INTEGER NOT NULL,
    owner TEXT,
    system_id TEXT,
    unit_id TEXT,
    family TEXT NOT NULL,
    entity_field TEXT NOT NULL,
    entity_value TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    version INTEGER NOT NULL,
    work_version INTEGER NOT NULL,
    attracts INTEGER NOT NULL,
    lines_omitted INTEGER NOT NULL,
    mau05 INTEGER,
    origin TEXT NOT NULL,
    gravity TEXT,
    risk_rank REAL NOT NULL,
    created_at INTEGER NOT NULL,
    detected_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    triaged_at INTEGER,
    contained_at INTEGER,
    resolved_at INTEGER,
    closed_at INTEGER,
    disposition TEXT,
    tags TEXT NOT NULL,
    folded TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  INSERT INTO incident_new
  SELECT id, code, status, severity, owner, system_id, NULL, family, entity_field, entity_value, first_seen,
    last_seen, version, version, 1, 0, body ->> '$.mau05', coalesce(body ->> '$.origin', 'alerts'), NULL,
    (body ->> '$.createdAt') / 86400000.0 - 1000, body ->> '$.createdAt',
    coalesce(body ->> '$.detectedAt', body ->> '$.createdAt'), body ->> '$.acknowledgedAt', NULL, NULL, NULL,
    body ->> '$.closedAt', body ->> '$.disposition',
    ' ' || coalesce((SELECT group_concat(lower(value), ' ') FROM json_each(body, '$.tags')), '') || ' ', folded,
    json_insert(body,
      '$.origin', 'alerts', '$.unitId', NULL, '$.description', '',
      '$.detectedAt', body ->> '$.createdAt', '$.gravity', NULL, '$.facts', json('{}'),
      '$.affects', json('[]'), '$.handling', NULL, '$.triagedAt', NULL, '$.containedAt', NULL,
      '$.resolvedAt', NULL, '$.risk', json_object('value', 0, 'at', body ->> '$.createdAt'),
      '$.mergedInto', NULL)
  FROM incident;
  DROP TABLE incident;
  ALTER TABLE incident_new RENAME TO incident;
  CREATE INDEX incident_by_status ON incident
    (status, severity DESC, last_seen DESC, id DESC, owner, unit_id, system_id, mau05, origin, gravity,
      detected_at, tags, folded);
  CREATE INDEX incident_by_risk ON incident (status, risk_rank DESC, last_seen DESC, id DESC, unit_id);
  CREATE INDEX incident_by_age ON incident (status, created_at DESC, last_seen DESC, id DESC, unit_id);
  CREATE INDEX incident_by_owner ON incident (owner, status, severity DESC, last_seen DESC, id DESC, unit_id);
  CREATE INDEX incident_by_system ON incident (system_id, status, severity DESC, last_seen DESC, id DESC);
  CREATE INDEX incident_by_unit ON incident (unit_id, status, severity DESC, last_seen DESC, id DESC);
  CREATE INDEX incident_open ON incident (entity_value, family, entity_field, system_id, first_seen, last_seen)
    WHERE status <> 'closed' AND attracts = 1;
  CREATE INDEX incident_by_detection ON incident (detected_at, unit_id, acknowledged_at, triaged_at,
    contained_at, resolved_at, closed_at, disposition);

  -- The rule of an alert, once for all alerts that say the same of it.
  CREATE TABLE rule_text (number INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT;
  ALTER TABLE alert ADD COLUMN rule_text INTEGER REFERENCES rule_text (number);
  ALTER TABLE alert ADD COLUMN after_move INTEGER;
  CREATE INDEX alert_after_move ON alert (incident_id, after_move) WHERE after_move IS NOT NULL;
  CREATE TABLE incident_rule (
    incident_id TEXT NOT NULL REFERENCES incident (id),
    rule_id TEXT NOT NULL,
    alerts INTEGER NOT NULL,
    PRIMARY KEY (incident_id, rule_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO incident_rule SELECT incident_id, rule_id, count(*) FROM alert GROUP BY incident_id, rule_id;

  ALTER TABLE timeline ADD COLUMN kind TEXT NOT NULL DEFAULT '';
  UPDATE timeline SET kind = body ->> '$.kind';
  CREATE INDEX timeline_of_alerts ON timeline (incident_id, number) WHERE kind = 'alert';

  CREATE TABLE risk_line (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id TEXT NOT NULL REFERENCES incident (id),
    alert_id TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX risk_line_of_incident ON risk_line (incident_id, number);

  CREATE TABLE incident_entity (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    incident_id TEXT NOT NULL REFERENCES incident (id),
    move INTEGER,
    PRIMARY KEY (kind, value, at, incident_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX incident_entity_of ON incident_entity (incident_id);

  CREATE TABLE move (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    from_id TEXT NOT NULL REFERENCES incident (id),
    to_id TEXT NOT NULL REFERENCES incident (id),
    undone_at INTEGER,
    alerts INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX move_from ON move (from_id);
  CREATE INDEX move_to ON move (to_id);
  CREATE TABLE move_alert (
    move INTEGER NOT NULL REFERENCES move (number),
    alert_id TEXT NOT NULL,
    PRIMARY KEY (move, alert_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE incident_key (
    incident_id TEXT NOT NULL REFERENCES incident (id),
    entity_value TEXT NOT NULL,
    family TEXT NOT NULL,
    entity_field TEXT NOT NULL,
    system_id TEXT,
    move INTEGER NOT NULL REFERENCES move (number)
  ) STRICT;
  CREATE INDEX incident_key_by_key ON incident_key (entity_value, family, entity_field, system_id);
  CREATE INDEX incident_key_of ON incident_key (incident_id);
  `,
  `
  CREATE INDEX alert_of_rule ON alert (rule_id, at DESC, id DESC);
  CREATE INDEX alert_by_time ON alert (at DESC, id DESC);
  `,
  // Every table gets a primary key: SQLite records changes of no others, and a cluster's state travels as such
  // records (store/replicated/).
  `
  CREATE TABLE record_key_new (
    number INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value ANY,
    id TEXT NOT NULL
  ) STRICT;
  INSERT INTO record_key_new (collection, key, value, id)
    SELECT collection, key, value, id FROM record_key ORDER BY rowid;
  DROP TABLE record_key;
  ALTER TABLE record_key_new RENAME TO record_key;
  CREATE INDEX record_key_by_value ON record_key (collection, key, value, id);
  CREATE INDEX record_key_of ON record_key (collection, id);

  CREATE TABLE incident_key_new (
    number INTEGER PRIMARY KEY,
    incident_id TEXT NOT NULL REFERENCES incident (id),
    entity_value TEXT NOT NULL,
    family TEXT NOT NULL,
    entity_field TEXT NOT NULL,
    system_id TEXT,
    move INTEGER NOT NULL REFERENCES move (number)
  ) STRICT;
  INSERT INTO incident_key_new (incident_id, entity_value, family, entity_field, system_id, move)
    SELECT incident_id, entity_value, family, entity_field, system_id, move FROM incident_key ORDER BY rowid;
  DROP TABLE incident_key;
  ALTER TABLE incident_key_new RENAME TO incident_key;
  CREATE INDEX incident_key_by_key ON incident_key (entity_value, family, entity_field, system_id);
  CREATE INDEX incident_key_of ON incident_key (incident_id);
  `,
]
