import BetterSqlite3 from 'better-sqlite3';

/** What a column can hold. JSON is stored as text. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A handle to one SQLite file, used from one process at a time. */
export interface Database {
  readonly file: string;
  userVersion: number;
  /** Runs statements without parameters. */
  execute(sql: string): void;
  /** Runs one statement that changes data. It is prepared once and cached. */
  run(sql: string, ...values: readonly SqlValue[]): { changes: number; lastId: number };
  get<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly SqlValue[]): Row[];
  /**
   * The first column of every row, for large results where row objects would cost more than the
   * query.
   */
  column<Value extends SqlValue>(sql: string, ...values: readonly SqlValue[]): Value[];
  /** Commits everything that the function does, or nothing if it throws. */
  transaction<T>(work: () => T): T;
  backup(to: string): Promise<void>;
  /**
   * Overwrites what is deleted from now on, so that it does not stay in free pages until they are
   * used again.
   */
  eraseDeleted(): void;
  /** Rewrites the file without free pages, and empties the log beside it. */
  compact(): void;
  close(): void;
}

/** The file is open in another process. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
}

/**
 * Opens or creates a database for exclusive use by this process, in WAL mode; a commit is on the
 * disk when it returns.
 * @throws DatabaseInUse if another process has it open
 */
export function openDatabase(file: string): Database {
  const sqlite = new BetterSqlite3(file, { timeout: 500 });
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // takes the exclusive lock now, not at the first write
    sqlite.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    sqlite.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      throw new DatabaseInUse(`${file} is open in another process`);
    }
    throw error;
  }
  const prepared = new Map<string, BetterSqlite3.Statement>();
  const statement = (sql: string) => {
    const known = prepared.get(sql);
    if (known) return known;
    const fresh = sqlite.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  const columns = new Map<string, BetterSqlite3.Statement>();
  const plucked = (sql: string) => {
    const known = columns.get(sql);
    if (known) return known;
    const fresh = sqlite.prepare(sql).pluck();
    columns.set(sql, fresh);
    return fresh;
  };
  return {
    file,
    get userVersion() {
      return sqlite.pragma('user_version', { simple: true }) as number;
    },
    set userVersion(version) {
      sqlite.pragma(`user_version = ${version}`);
    },
    execute: (sql) => void sqlite.exec(sql),
    run(sql, ...values) {
      const { changes, lastInsertRowid } = statement(sql).run(...values);
      return { changes, lastId: Number(lastInsertRowid) };
    },
    get: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      statement(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: readonly SqlValue[]) =>
      statement(sql).all(...values) as Row[],
    column: <Value extends SqlValue>(sql: string, ...values: readonly SqlValue[]) =>
      plucked(sql).all(...values) as Value[],
    transaction: (work) => sqlite.transaction(work)(),
    eraseDeleted: () => void sqlite.pragma('secure_delete = ON'),
    compact() {
      sqlite.exec('VACUUM');
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
    },
    backup: async (to) => void (await sqlite.backup(to)),
    close: () => void sqlite.close(),
  };
}
