/** Encrypts tokens (AES-256-GCM) and lets one worker at a time renew them. The key comes from the environment and never into the database. */
import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import type { System } from '../domain/record.ts';
import type { SealedSecret, Tokens, TokenVault } from '../ports/secrets.ts';
import type { Store } from '../ports/store.ts';

export interface VaultKeys {
  /** 32 bytes; what is written is encrypted with it. */
  readonly current: KeyObject;
  /** Its predecessor, while what it encrypted may still be there: read, never written with. */
  readonly old?: KeyObject | undefined;
}

export interface VaultMeans {
  readonly keys: VaultKeys;
  now(): Temporal.Instant;
  machineMs(): number;
  /** Machine time. */
  wait(ms: number): Promise<void>;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'tokens';
/** Longer than any one call may take (60 s), so that no two refresh tokens are used at once. */
const TURN_MS = 90_000;
const LOOK_EVERY_MS = 250;
const MOST_LOOKS = (2 * TURN_MS) / LOOK_EVERY_MS;
/** Random nonces never meet; where the database says so all the same, another is drawn. */
const DRAWS = 3;

const tokens = z.object({
  account: z.string(),
  refreshToken: z.string().optional(),
  accessToken: z.string().optional(),
  renewAt: z
    .string()
    .transform((text) => text as IsoInstant)
    .optional(),
  endsAt: z
    .string()
    .transform((text) => text as IsoInstant)
    .optional(),
  from: z.string().optional(),
});

export class Vault {
  readonly #store: Store;
  readonly #means: VaultMeans;
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #currentId: string;

  constructor(store: Store, means: VaultMeans) {
    this.#store = store;
    this.#means = means;
    const { current, old } = means.keys;
    this.#currentId = idOf(current);
    this.#keys = new Map([...(old === undefined ? [] : [[idOf(old), old] as const]), [this.#currentId, current]]);
  }

  /**
   * Everything that is kept can be read, and what the old key had encrypted is encrypted with the current one afterwards; answers how many were. Throws
   * BatonError, with nothing changed, where a key is missing.
   */
  async open(): Promise<number> {
    return this.#store.transaction(async ({ secrets }) => {
      const kept = await secrets.all();
      const opened = kept.map((secret) => ({ secret, text: this.#decrypt(secret) }));
      const stale = opened.filter(({ secret }) => secret.keyId !== this.#currentId);
      for (const { secret, text } of stale) await secrets.put(this.#encrypt(secret, text), iso(this.#means.now()));
      return stale.length;
    });
  }

  of(system: System): TokenVault {
    return {
      read: () => this.#store.transaction(async ({ secrets }) => this.#tokensOf(await secrets.get(system, PURPOSE))),
      alone: (work) => this.#alone(system, work),
      replace: (fresh) => this.#keep(system, fresh),
    };
  }

  async #alone<T>(
    system: System,
    work: (kept: Tokens | undefined, keep: (fresh: Tokens) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const holder = randomUUID();
    await this.#waitForTurn(system, holder);
    try {
      const kept = await this.of(system).read();
      return await work(kept, (fresh) => this.#keep(system, fresh, holder));
    } finally {
      await this.#store.transaction(({ secrets }) => secrets.giveBack(system, holder));
    }
  }

  async #waitForTurn(system: System, holder: string): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const machineMs = this.#means.machineMs();
      const mine = await this.#store.transaction(({ secrets }) =>
        secrets.takeTurn(system, holder, machineMs, machineMs + TURN_MS),
      );
      if (mine) return;
      await this.#means.wait(LOOK_EVERY_MS);
    }
    throw new BatonError(
      'TOKENS_BUSY',
      `another worker has been renewing the tokens of ${system} for minutes`,
      'see that only one installation uses this database, then restart the worker',
      { system },
    );
  }

  /** With a `holder` only while the turn is theirs: what came too late is not kept over what came after it. */
  async #keep(system: System, fresh: Tokens, holder?: string): Promise<void> {
    for (let draw = 1; ; draw += 1) {
      try {
        await this.#store.transaction(async ({ secrets }) => {
          if (holder !== undefined) {
            if (!(await secrets.hasTurn(system, holder))) throw new Error('the turn to renew tokens was over');
            // Throws where it cannot be read: then it is not written over either.
            this.#tokensOf(await secrets.get(system, PURPOSE));
          }
          const place = { system, purpose: PURPOSE, account: fresh.account };
          await secrets.put(this.#encrypt(place, JSON.stringify(fresh)), iso(this.#means.now()));
        });
        return;
      } catch (error) {
        if (draw >= DRAWS || !isTakenNonce(error)) throw error;
      }
    }
  }

  #tokensOf(secret: SealedSecret | undefined): Tokens | undefined {
    return secret === undefined ? undefined : tokens.parse(JSON.parse(this.#decrypt(secret)));
  }

  #encrypt({ system, purpose, account }: Omit<SealedSecret, 'keyId' | 'nonce' | 'sealed'>, text: string): SealedSecret {
    const place = { system, purpose, account, keyId: this.#currentId };
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#means.keys.current, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { ...place, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
  }

  #decrypt(secret: SealedSecret): string {
    const key = this.#keys.get(secret.keyId);
    if (key === undefined) throw otherKey(secret);
    try {
      const bytes = Buffer.from(secret.sealed, 'base64');
      const nonce = Buffer.from(secret.nonce, 'base64');
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(secret));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      // Whatever the cipher says of it: these bytes are not what was encrypted for this place.
      throw changed(secret);
    }
  }
}

/** What a row says of itself cannot be changed without its content becoming unreadable. */
function boundTo({ system, purpose, account, keyId }: Omit<SealedSecret, 'nonce' | 'sealed'>): Buffer {
  return Buffer.from(JSON.stringify(['baton secret 1', system, purpose, account, keyId]));
}

/** Tells keys apart and nothing else. */
function idOf(key: KeyObject): string {
  return createHash('sha256').update('baton key id 1').update(key.export()).digest('hex').slice(0, 16);
}

function otherKey({ system }: SealedSecret): BatonError {
  return new BatonError(
    'SECRET_KEY',
    `the tokens of ${system} were encrypted with another key than BATON_SECRET_KEY; nothing was changed`,
    'Set BATON_SECRET_KEY to the key that was used before. To change keys, put the former one into BATON_SECRET_KEY_OLD for one start. If it is lost, connect the system anew.',
    { system },
  );
}

function changed({ system }: SealedSecret): BatonError {
  return new BatonError(
    'SECRET_CHANGED',
    `the kept tokens of ${system} are not what was encrypted; nothing was changed`,
    'Somebody or something changed the database: look into it, then connect the system anew.',
    { system },
  );
}

/** unique_violation (PostgreSQL, appendix A). */
function isTakenNonce(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';
}
