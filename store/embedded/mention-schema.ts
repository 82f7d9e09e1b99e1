// Tables of the mention store, as steps that bring a file of any earlier version to the present one (migrate.ts).
//
// `mention` is what is searched and counted, without texts, in the order of publication: its number is made of
// the time (mention-number.ts). `mention_body` is what is only shown. `mention_label` has a line for each topic,
// department, place, system and flag; `mention_word` finds words (FTS5, without a copy of the text).

export const MENTION_SCHEMA: readonly string[] = [
  `
  CREATE TABLE mention (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    arrival INTEGER NOT NULL,
    kind TEXT NOT NULL,
    voice TEXT NOT NULL,
    -- The one that counts, or unsure.
    tone TEXT NOT NULL,
    source TEXT NOT NULL,
    story TEXT NOT NULL,
    copy_of TEXT,
    author TEXT,
    language TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    label TEXT NOT NULL,
    score REAL NOT NULL,
    sure INTEGER NOT NULL,
    corrected_at INTEGER,
    correction TEXT,
    forgotten INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX mention_of_story ON mention (story);
  CREATE INDEX mention_of_source ON mention (source);
  CREATE INDEX mention_corrected ON mention (corrected_at) WHERE corrected_at IS NOT NULL;

  -- The text stands last: reading what is before it leaves its pages alone.
  CREATE TABLE mention_body (
    arrival INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    tone_model TEXT NOT NULL,
    rest TEXT NOT NULL,
    sketch BLOB,
    text TEXT NOT NULL
  ) STRICT;

  CREATE TABLE mention_label (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (number, kind, value)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mention_label_by_value ON mention_label (kind, value, number);
  CREATE TABLE place_name (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;

  CREATE VIRTUAL TABLE mention_word USING
    fts5(words, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
  INSERT INTO mention_word (mention_word, rank) VALUES ('secure-delete', 1);
  `,
]
