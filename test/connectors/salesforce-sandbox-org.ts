/** An org for the sandbox's own tests: a clock that stands until it is moved, a small hand-made story, and the real jsforce against it. */
import { Connection } from 'jsforce';
import { afterEach } from 'vitest';
import type { Story, StoryPerson } from '../../connectors/kit/story.ts';
import {
  openSalesforceSandbox,
  type SalesforceSandbox,
  type SandboxOptions,
} from '../../connectors/salesforce/sandbox/index.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';

export const START = '2026-11-02T00:00:00.000Z' as IsoInstant;

export interface Bench {
  readonly sandbox: SalesforceSandbox;
  readonly conn: Connection;
  /** Moves the clock and lets what was due happen. */
  goTo(instant: string): void;
}

const open: SalesforceSandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

export async function openBench(options: Partial<SandboxOptions> = {}): Promise<Bench> {
  let now = Temporal.Instant.from(START);
  const sandbox = await openSalesforceSandbox({ story: SMALL, ...options, now: () => now });
  open.push(sandbox);
  return {
    sandbox,
    conn: connect(sandbox),
    goTo: (instant) => {
      now = Temporal.Instant.from(instant);
      sandbox.world.advance(now);
    },
  };
}

export function connect(sandbox: SalesforceSandbox, accessToken = sandbox.accessToken): Connection {
  return new Connection({ instanceUrl: sandbox.url, accessToken, version: '67.0' });
}

/** Id of the only row of the object that has these values. */
export function idWhere(sandbox: SalesforceSandbox, object: string, field: string, value: string): string {
  const found = sandbox.world.rowsOf(object).filter((row) => row[field] === value);
  if (found.length !== 1) throw new Error(`${found.length} rows of ${object} with ${field} ${value}`);
  return String(found[0]?.['Id']);
}

const rep = (key: string, name: string, department: Story['reps'][number]['department'], diligence: number) => ({
  key,
  name,
  email: `${key}@baton-demo.example`,
  department,
  zone: 'Asia/Tokyo',
  language: key === 'miller' ? ('en' as const) : ('ja' as const),
  diligence,
});

function person(id: string, lastName: string, salesforce: StoryPerson['salesforce']): StoryPerson {
  return {
    id,
    company: 'c1',
    email: `${lastName.toLowerCase()}@northwind.example`,
    firstName: 'Taro',
    lastName,
    title: '部長',
    phone: '+81 3 0000 0000',
    language: 'ja',
    knownAt: '2026-09-01T00:00:00.000Z' as IsoInstant,
    salesforce,
    truth: { budget: 'approved', authority: 'decides', need: 'clear', timeframe: 'within-3-months' },
  };
}

export const SMALL: Story = {
  start: START,
  days: 28,
  companies: [
    {
      id: 'c1',
      name: 'Northwind Works',
      domain: 'northwind.example',
      industry: 'Manufacturing',
      employees: 320,
      region: '東京都',
      country: 'Japan',
      growth: 8,
    },
  ],
  people: [
    person('p1', 'Abe', 'lead'),
    person('p2', 'Baba', 'lead'),
    person('p3', 'Chiba', 'contact'),
    person('p4', 'Doi', 'none'),
  ],
  reps: [
    rep('sato', '佐藤 直子', 'marketing', 1),
    rep('tanaka', '田中 美咲', 'inside-sales', 1),
    rep('suzuki', '鈴木 健', 'inside-sales', 0),
    rep('miller', 'Anna Miller', 'inside-sales', 1),
    rep('ito', '伊藤 由紀', 'field-sales', 1),
  ],
  forms: [],
  mails: [],
  events: [],
};
