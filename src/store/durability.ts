/** Whether a PostgreSQL server keeps what it has confirmed. What it loses after a power cut, a CRM may have been told already. */
import { BatonError } from '../domain/problem.ts';

/** As `current_setting` and `pg_is_in_recovery()` tell it. */
export interface Durability {
  readonly fsync: string;
  readonly commits: string;
  readonly readOnly: string;
  readonly standby: boolean;
}

export const DURABILITY = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
  current_setting('default_transaction_read_only') as "readOnly", pg_is_in_recovery() as standby`;

/** Throws BatonError where it does not, or cannot be written to. `host` names the server for the reader. */
export function mustKeep(host: string, { fsync, commits, readOnly, standby }: Durability): void {
  if (standby || readOnly === 'on')
    throw new BatonError(
      'DATABASE_READ_ONLY',
      `PostgreSQL at ${host} takes no changes: it is a standby, or read-only`,
      'give the address of the primary server',
      { host },
    );
  const off = fsync === 'off' ? 'fsync' : commits === 'off' ? 'synchronous_commit' : undefined;
  if (off === undefined) return;
  throw new BatonError(
    'DATABASE_FORGETS',
    `PostgreSQL at ${host} has ${off} off: after a power cut it may lack what it has confirmed`,
    `set ${off} to on, for the server or for this user and database`,
    { host, setting: off },
  );
}
