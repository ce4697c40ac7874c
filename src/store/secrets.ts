/** Keeps encrypted tokens, every nonce that was used, and whose turn it is to renew. */
import { sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { SealedSecret, Secrets } from '../ports/secrets.ts';
import type { Work } from './work.ts';

export class StoredSecrets implements Secrets {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async get(system: System, purpose: string): Promise<SealedSecret | undefined> {
    const { rows } = await sql<SealedSecret>`
      select system, purpose, account, key_id as "keyId", nonce, sealed from secret
      where system = ${system} and purpose = ${purpose} for update`.execute(await this.#work.db());
    return rows[0];
  }

  async all(): Promise<readonly SealedSecret[]> {
    const { rows } = await sql<SealedSecret>`
      select system, purpose, account, key_id as "keyId", nonce, sealed from secret
      order by system, purpose for update`.execute(await this.#work.db());
    return rows;
  }

  async put({ system, purpose, account, keyId, nonce, sealed }: SealedSecret, at: IsoInstant): Promise<void> {
    const db = await this.#work.db();
    await sql`insert into nonce (key_id, nonce) values (${keyId}, ${nonce})`.execute(db);
    await sql`
      insert into secret (system, purpose, account, key_id, nonce, sealed, at)
      values (${system}, ${purpose}, ${account}, ${keyId}, ${nonce}, ${sealed}, ${at})
      on conflict (system, purpose) do update set
        account = excluded.account, key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed, at = excluded.at`.execute(
      db,
    );
  }

  async takeTurn(system: System, holder: string, machineMs: number, untilMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into secret_turn (system, holder, lease_until) values (${system}, ${holder}, ${untilMs}::bigint)
      on conflict (system) do update set holder = excluded.holder, lease_until = excluded.lease_until
      where secret_turn.lease_until <= ${machineMs}::bigint
      returning holder`.execute(await this.#work.db());
    return rows.length > 0;
  }

  async hasTurn(system: System, holder: string): Promise<boolean> {
    const { rows } = await sql`
      select holder from secret_turn where system = ${system} and holder = ${holder} for update`.execute(
      await this.#work.db(),
    );
    return rows.length > 0;
  }

  async giveBack(system: System, holder: string): Promise<void> {
    await sql`
      update secret_turn set lease_until = 0 where system = ${system} and holder = ${holder}`.execute(
      await this.#work.db(),
    );
  }
}
