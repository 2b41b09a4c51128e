/**
 * The project's schema, one script for each version. A script that has shipped never changes: add
 * one. Rows belong to the step that made them, so that an edited experiment leaves old rows alone.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    experiment TEXT NOT NULL,             -- JSON, every default filled in
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'done')),
    reason TEXT,                          -- why it stopped
    seconds REAL NOT NULL DEFAULT 0,
    facts TEXT                            -- JSON: models, machine, promises that held
  ) STRICT;
  CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,                    -- 's3/round-1/train'; its last part is the phase
    hash TEXT NOT NULL,                   -- of the recipe's version, the run's seed and all inputs
    value TEXT,                           -- JSON; null while the step is not done
    seconds REAL NOT NULL DEFAULT 0,
    UNIQUE (key, hash)
  ) STRICT;
  CREATE TABLE run_steps (
    run INTEGER NOT NULL REFERENCES runs,
    step INTEGER NOT NULL REFERENCES steps,
    reused INTEGER NOT NULL,              -- items (or 1) that were there before this run
    total INTEGER NOT NULL,               -- items (or 1) that the run needs
    PRIMARY KEY (run, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE items (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    value TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tasks (
    step INTEGER PRIMARY KEY REFERENCES steps,
    kind TEXT NOT NULL,
    labels TEXT NOT NULL,                 -- JSON: name -> what it means
    prompts TEXT NOT NULL                 -- JSON: the whole prompt set
  ) STRICT;
  CREATE TABLE gold (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    split TEXT NOT NULL CHECK (split IN ('seed', 'validation', 'test')),
    text TEXT NOT NULL,
    label TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE documents (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE passages (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    document INTEGER NOT NULL,            -- documents.i of the step's own import
    text TEXT NOT NULL,
    tokens INTEGER NOT NULL,              -- the teacher's
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE vectors (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    data BLOB NOT NULL,                   -- float32, one after the other
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE generations (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    chat INTEGER NOT NULL,
    parameters TEXT NOT NULL,             -- JSON: temperature, topP, maxTokens, stop
    seed INTEGER NOT NULL,
    output TEXT NOT NULL,                 -- raw; never changed
    prompt_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    shared_tokens INTEGER NOT NULL,
    ended TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE examples (
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    text TEXT NOT NULL,
    label TEXT NOT NULL,
    dropped_by TEXT,                      -- the cleaning filter; null for a row that is kept
    lineage TEXT NOT NULL,                -- JSON: generation, and the gold error or passages behind it
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE students (
    step INTEGER PRIMARY KEY REFERENCES steps,
    folder TEXT NOT NULL,                 -- relative to the project
    sha256 TEXT NOT NULL                  -- of model.safetensors
  ) STRICT;
  CREATE TABLE metrics (
    run INTEGER NOT NULL REFERENCES runs,
    i INTEGER NOT NULL,
    entry TEXT NOT NULL,                  -- JSON: one entry of the report
    PRIMARY KEY (run, i)
  ) STRICT, WITHOUT ROWID;
  `,
];
