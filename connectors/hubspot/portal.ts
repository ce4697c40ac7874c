/** The HubSpot account: its id and address, for links that a person can open. */
import { z } from 'zod';
import type { Account } from '../../src/ports/connector.ts';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient, Question } from './client.ts';

const details = z.looseObject({
  portalId: z.union([z.number(), z.string()]).transform(String),
  timeZone: z.string().default(''),
  uiDomain: z.string().default('app.hubspot.com'),
  accountType: z.string().default(''),
});
export type AccountDetails = z.infer<typeof details>;

const ACCOUNT: Question = { purpose: 'account', writes: false };

/** Asked once; where HubSpot refuses to say, records have no links and reading goes on. */
export class Portal {
  readonly #client: HubSpotClient;
  #known: AccountDetails | 'refused' | undefined;

  constructor(client: HubSpotClient) {
    this.#client = client;
  }

  /** Page "Account information". */
  async ask(question: Question = ACCOUNT): Promise<Attempt<AccountDetails>> {
    const answer = await this.#client.request(question, 'GET', '/account-info/v3/details', details);
    if (answer.state === 'answered') this.#known = answer.value;
    else if (answer.state === 'refused') this.#known ??= 'refused';
    return answer;
  }

  /** For `Connector.account`: what HubSpot said first. */
  async account(): Promise<Account | undefined> {
    if (this.#known === undefined) await this.ask();
    const known = this.#known;
    return known === undefined || known === 'refused' ? undefined : { id: known.portalId, zone: known.timeZone };
  }

  /** A function from (object type id, record id) to a record's address. */
  async links(): Promise<(typeId: string, id: string) => { url?: string }> {
    if (this.#known === undefined) await this.ask();
    const known = this.#known;
    if (known === undefined || known === 'refused') return () => ({});
    return (typeId, id) => ({ url: `https://${known.uiDomain}/contacts/${known.portalId}/record/${typeId}/${id}` });
  }
}
