/** The version of 0.2.0, the first release; lower versions belong to projects from before it. */
export const FIRST_VERSION = 20;

/**
 * A project's tables. Rows belong to the step that made them, so that an edited experiment does not
 * change old rows.
 */
export const schema = `
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    experiment TEXT NOT NULL,             -- JSON, every default filled in
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'done')),
    reason TEXT,                          -- why it stopped
    seconds REAL NOT NULL DEFAULT 0,
    facts TEXT                            -- JSON: the report
  ) STRICT;
  CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,                    -- as journal/stepKey.ts builds it
    hash TEXT NOT NULL,                   -- of STEPS_VERSION, the run's seed and all inputs
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
    context TEXT,                         -- the first text of a pair, the passage of a question
    answer_start INTEGER,                 -- of a question's answer in its context, in UTF-16 units
    other_answers TEXT,                   -- JSON: further right answers
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
    context TEXT,
    answer_start INTEGER,
    PRIMARY KEY (step, i)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE students (
    step INTEGER PRIMARY KEY REFERENCES steps,
    folder TEXT NOT NULL,                 -- relative to the project
    sha256 TEXT NOT NULL                  -- of model.safetensors
  ) STRICT;
  CREATE TABLE drafts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    draft TEXT NOT NULL,                  -- JSON: an experiment without its recipes
    guidelines TEXT NOT NULL DEFAULT ''   -- what reviewers agreed on, in their words
  ) STRICT;
  CREATE TABLE review_rows (              -- an example as its reviews leave it: made from them, never edited by hand
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,          -- its generation: a new cleaning or run finds its reviews again
    step INTEGER NOT NULL REFERENCES steps,
    i INTEGER NOT NULL,
    current INTEGER NOT NULL,             -- 1 where its recipe's last run still has it
    recipe TEXT NOT NULL,
    round INTEGER NOT NULL,
    text TEXT NOT NULL,
    length INTEGER GENERATED ALWAYS AS (length(text)) STORED,
    folded TEXT NOT NULL,                 -- the text in lower case, which SQLite knows for ASCII only
    label TEXT NOT NULL,
    written_label TEXT NOT NULL,
    dropped_by TEXT,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected', 'skipped')),
    flagged INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    reviewer TEXT,
    changed_at INTEGER,                   -- milliseconds since 1970
    gold TEXT,                            -- the gold example behind it, as lineage names it
    out_of_fold TEXT,                     -- JSON: label probabilities by a student that never saw the row
    confidence REAL,                      -- the label's among them; null where the text has changed since
    context TEXT,
    answer_start INTEGER
  ) STRICT;
  CREATE INDEX review_rows_step ON review_rows (step);
  CREATE TABLE review_actions (           -- append-only: what a person did, and when
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                   -- accept, reject, skip, relabel, edit, comment, flag, undo, redo
    label TEXT,
    text TEXT,
    on_ INTEGER,                          -- relabel: whether it accepts; flag: on or off
    target INTEGER REFERENCES review_actions, -- undo and redo: of which action
    reviewer TEXT NOT NULL,
    at INTEGER NOT NULL,                  -- milliseconds since 1970
    batch INTEGER REFERENCES review_actions -- the import that brought it
  ) STRICT;
  CREATE TABLE review_events (            -- the rows of an action
    row INTEGER NOT NULL REFERENCES review_rows,
    action INTEGER NOT NULL REFERENCES review_actions,
    PRIMARY KEY (row, action)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX review_events_action ON review_events (action);
  CREATE INDEX review_actions_target ON review_actions (target) WHERE target IS NOT NULL;
  CREATE TRIGGER review_actions_stay BEFORE UPDATE ON review_actions BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
  CREATE TRIGGER review_actions_keep BEFORE DELETE ON review_actions BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
  CREATE TRIGGER review_events_stay BEFORE UPDATE ON review_events BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
  CREATE TRIGGER review_events_keep BEFORE DELETE ON review_events BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
  CREATE TABLE label_queue (              -- documents in the order in which people are asked to label them
    place INTEGER PRIMARY KEY,
    source TEXT NOT NULL,                 -- file:line
    text TEXT NOT NULL UNIQUE,
    cluster INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE label_events (             -- append-only: gold that was given in Stillroom
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL REFERENCES label_queue,
    label TEXT,                           -- null: none fits, the text is left out
    undoes INTEGER REFERENCES label_events,
    reviewer TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE audits (                   -- blind random samples, the last one counts
    id INTEGER PRIMARY KEY,
    reviewer TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE audit_rows (
    audit INTEGER NOT NULL REFERENCES audits,
    place INTEGER NOT NULL,               -- in the order in which they are shown
    row INTEGER NOT NULL REFERENCES review_rows,
    shown_label TEXT NOT NULL,            -- the row's own label when the sample was drawn
    answered INTEGER,                     -- milliseconds since 1970
    answer TEXT,                          -- the label given; null with a time: none fits
    PRIMARY KEY (audit, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX review_rows_lists ON review_rows
    (current, dropped_by, state, label, recipe, round, flagged, reviewer, length, confidence);
  CREATE INDEX review_rows_gold ON review_rows (gold) WHERE gold IS NOT NULL;
  CREATE TABLE label_uncertain (          -- texts that were chosen because a student is uncertain of them
    place INTEGER PRIMARY KEY REFERENCES label_queue,
    uncertainty REAL NOT NULL,            -- 1 minus the student's probability of its label
    student TEXT NOT NULL                 -- its folder
  ) STRICT;
  CREATE INDEX review_actions_batch ON review_actions (batch) WHERE batch IS NOT NULL;
`;

/**
 * One migration for each version, the first of which creates the tables. A released script never
 * changes: add a new one, and add a project of the previous version to test/fixtures/projects.
 */
export const migrations: readonly string[] = [
  schema,
  `CREATE TABLE deletions (                -- documents that a person deleted, with all that came from them
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,                  -- milliseconds since 1970
    keys TEXT NOT NULL,                   -- JSON: SHA-256 of its text, so that no file is read for it again
    files TEXT NOT NULL,                  -- JSON: paths in the project that are still to be removed
    done INTEGER NOT NULL DEFAULT 0       -- 1 once no file of the project has the text
  ) STRICT;
  ALTER TABLE review_rows ADD COLUMN by_labels TEXT; -- the label by a student of the labels, in the label gate
  ALTER TABLE review_rows ADD COLUMN by_teacher TEXT; -- the label by the teacher, in the label gate
  ALTER TABLE review_rows ADD COLUMN doubts INTEGER; -- how many of the two are not the row's; null where the text has changed since
  ALTER TABLE generations ADD COLUMN written_by TEXT; -- JSON: url, model and server of the endpoint; null for a teacher of this computer
  ALTER TABLE generations ADD COLUMN log_probabilities TEXT; -- JSON: log P of each output token, if the experiment asked for it
  CREATE TABLE measures (                 -- what was last measured of the rows, made anew when their texts change
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL,                   -- of all that it was made from
    panel TEXT NOT NULL,                  -- JSON, without texts
    map TEXT,                             -- JSON: points; null without a picture
    tagger TEXT                           -- the identity of the model that found names; null without one
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE text_vectors (             -- of single texts, so that they are not embedded again to be measured
    hash TEXT PRIMARY KEY,                -- of the encoder and the text
    data BLOB NOT NULL                    -- float32
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE text_names (               -- that a model found in single texts, so that it does not read them again
    hash TEXT PRIMARY KEY,                -- of the tagger and the text
    names TEXT NOT NULL                   -- JSON: type and surface of each
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE runs ADD COLUMN estimate TEXT; -- JSON: the estimate that was made before it, and what it took; null without one
  DROP INDEX review_rows_lists;
  CREATE INDEX review_rows_lists ON review_rows
    (current, dropped_by, state, label, recipe, round, flagged, reviewer, length, confidence, doubts);
  -- labels were an object, which does not keep the order of names like 10 and 2
  UPDATE tasks SET labels = (
    SELECT json_group_array(json_object('name', key, 'meaning', value)) FROM json_each(labels)
  ) WHERE json_type(labels) = 'object';
  UPDATE runs SET experiment = json_set(experiment, '$.task.labels', json((
    SELECT json_group_array(json_object('name', key, 'meaning', value))
    FROM json_each(experiment, '$.task.labels')
  ))) WHERE json_type(experiment, '$.task.labels') = 'object';`,
];
