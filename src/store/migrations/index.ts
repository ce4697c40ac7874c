/** Brings a database to the form that this version of Baton knows; the same steps for PGlite and PostgreSQL. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { BatonError } from '../../domain/problem.ts';
import type { Tables } from '../tables.ts';
import * as records from './0001-records.ts';
import * as leads from './0002-leads.ts';
import * as ledger from './0003-ledger.ts';
import * as outbox from './0004-outbox.ts';
import * as installation from './0005-installation.ts';
import * as sent from './0006-sent.ts';
import * as waiting from './0007-waiting.ts';
import * as past from './0008-past.ts';
import * as ended from './0009-ended.ts';
import * as checkpoints from './0010-checkpoints.ts';
import * as notices from './0011-notices.ts';
import * as hints from './0012-hints.ts';
import * as lanes from './0013-lanes.ts';
import * as secrets from './0014-secrets.ts';
import * as editors from './0015-editors.ts';
import * as handedOver from './0020-handed-over.ts';
import * as identity from './0023-identity.ts';
import * as reconciliation from './0024-reconciliation.ts';
import * as accounts from './0025-accounts.ts';
import * as neglectTold from './0036-neglect-told.ts';
import * as createdAt from './0053-created-at.ts';
import * as saidAt from './0054-said-at.ts';
import * as accountKeysKept from './0080-account-keys-kept.ts';
import * as writtenByTarget from './0081-written-by-target.ts';
import * as rosters from './0082-rosters.ts';

/** In order of name. A step that has been released is never edited. */
const steps: Readonly<Record<string, Migration>> = {
  '0001-records': records,
  '0002-leads': leads,
  '0003-ledger': ledger,
  '0004-outbox': outbox,
  '0005-installation': installation,
  '0006-sent': sent,
  '0007-waiting': waiting,
  '0008-past': past,
  '0009-ended': ended,
  '0010-checkpoints': checkpoints,
  '0011-notices': notices,
  '0012-hints': hints,
  '0013-lanes': lanes,
  '0014-secrets': secrets,
  '0015-editors': editors,
  '0020-handed-over': handedOver,
  '0023-identity': identity,
  '0024-reconciliation': reconciliation,
  '0025-accounts': accounts,
  '0036-neglect-told': neglectTold,
  '0053-created-at': createdAt,
  '0054-said-at': saidAt,
  '0080-account-keys-kept': accountKeysKept,
  '0081-written-by-target': writtenByTarget,
  '0082-rosters': rosters,
};

/** Runs the steps that are missing, all or none, and answers their names. Throws BatonError for a database made by a newer version. */
export async function migrate(db: Kysely<Tables>, schema: string): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...steps }) },
    migrationTableSchema: schema,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new BatonError(
      'SCHEMA_UNKNOWN',
      `this database was made by another version of Baton: ${error.message}`,
      'run the version of Baton that was used last, or a newer one',
      { why: error.message },
    );
  }
  if (error !== undefined) throw error;
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}
