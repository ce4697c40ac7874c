/** Keeps an installation at the account that it was first used with: what was read of one and is written to another would be a disaster. */

import { z } from 'zod';
import { iso } from '../domain/instant.ts';
import { BatonError, type Problem } from '../domain/problem.ts';
import type { System } from '../domain/record.ts';
import { texts } from '../domain/texts/index.ts';
import type { Account, Connector } from '../ports/connector.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';

/** `new`: seen for the first time, and remembered now. `zone`: the same account in another time zone. `untold`: the system does not say who it is. */
export type Standing =
  | { readonly state: 'same' | 'new'; readonly account: Account }
  | { readonly state: 'other' | 'zone'; readonly account: Account; readonly pinned: Account }
  | { readonly state: 'untold' };

const pinned = z.object({ id: z.string(), zone: z.string() });
const nameOf = (system: System): string => `account.${system}`;

/** Credentials change only with the process: an account that was found to be the right one is not looked at again. */
const settled = new WeakMap<Connector, Standing>();

/** Found to be the right one already. */
export function isKnown(connector: Connector): boolean {
  return settled.has(connector);
}

/** Remembers the account at first use. */
export async function standingOf({ store, runtime }: JobContext, connector: Connector): Promise<Standing> {
  const known = settled.get(connector);
  if (known !== undefined) return known;
  const account = await connector.account?.();
  if (account === undefined) return { state: 'untold' };
  const standing = await store.transaction((tx) => compare(tx, connector.system, account, iso(runtime.now())));
  if (standing.state !== 'other')
    settled.set(connector, standing.state === 'new' ? { state: 'same', account } : standing);
  return standing;
}

async function compare(tx: Transaction, system: System, account: Account, at: string): Promise<Standing> {
  const kept = pinned.safeParse(await tx.installation.getLocked(nameOf(system))).data;
  if (kept === undefined) {
    await tx.installation.set(nameOf(system), { ...account, at });
    return { state: 'new', account };
  }
  if (kept.id !== account.id) return { state: 'other', account, pinned: kept };
  return kept.zone === account.zone ? { state: 'same', account } : { state: 'zone', account, pinned: kept };
}

/** Whether another account answers than the one that this installation belongs to; then nothing is read or written, and the problem is listed. */
export async function isOther(context: JobContext, connector: Connector): Promise<boolean> {
  const { system } = connector;
  const standing = await standingOf(context, connector);
  if (standing.state === 'untold') return false;
  const key = `account ${system}`;
  const at = iso(context.runtime.now());
  if (standing.state === 'other') {
    const { account, pinned: kept } = standing;
    const problem: Problem = {
      category: 'credential',
      mover: 'admin',
      system,
      code: 'OTHER_ACCOUNT',
      detail: texts(context.settings.language).findings.says['account-other']({ account: account.id, pinned: kept.id })
        .what,
    };
    await context.store.transaction((tx) => tx.outbox.listProblem(problem, at, key));
    return true;
  }
  return false;
}

/** A person says that this is the account to go on with. Throws a BatonError where it is not the one that answers. */
export async function confirmAccount(context: JobContext, asked: string): Promise<Account> {
  for (const connector of context.connectors.values()) {
    const account = await connector.account?.();
    if (account?.id !== asked) continue;
    await context.store.transaction(async (tx) => {
      await tx.installation.set(nameOf(connector.system), { ...account, at: iso(context.runtime.now()) });
      await tx.outbox.clearProblem(`account ${connector.system}`);
    });
    settled.delete(connector);
    return account;
  }
  throw new BatonError(
    'NO_SUCH_ACCOUNT',
    `no account ${asked} answers to the credentials in use`,
    '`baton doctor` says which account answers',
    { asked },
  );
}

export function otherAccount({ account, pinned: kept }: Extract<Standing, { state: 'other' | 'zone' }>): BatonError {
  return new BatonError(
    'OTHER_ACCOUNT',
    `the credentials lead to account ${account.id}, and this installation belongs to ${kept.id}`,
    `put the former credentials back, or begin in another folder; if it is the same company's data under a new number: baton doctor --confirm-account ${account.id}`,
    { account: account.id, pinned: kept.id },
  );
}
