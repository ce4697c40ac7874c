import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanReport, StatusReport } from '../../src/ports/answers.ts';
import { type Daemon, daemon } from '../support/daemon.ts';
import { baton, type Ran } from '../support/run.ts';
import { batonHere } from '../support/run-here.ts';

const ago = (hours: number): string => Temporal.Now.instant().subtract({ hours }).toString({ smallestUnit: 'second' });

/** As a spreadsheet in Japan saves it. */
function shiftJis(text: string): Uint8Array {
  const decoder = new TextDecoder('shift_jis');
  const bytes = new Map<string, readonly number[]>();
  for (const first of [...range(0x81, 0x9f), ...range(0xe0, 0xfc)]) {
    for (const second of range(0x40, 0xfc)) {
      const char = decoder.decode(Uint8Array.of(first, second));
      if (char.length === 1 && !bytes.has(char)) bytes.set(char, [first, second]);
    }
  }
  return Uint8Array.from([...text].flatMap((char) => bytes.get(char) ?? [char.charCodeAt(0)]));
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

const CONTACTS = [
  'レコードID,Eメール,姓,名,会社名,役職,industry,state,Number of Employees,purchase_timeframe,purchase_budget,好きな色',
  '101,taro@kaede.example,山田,太郎,楓林システムズ株式会社,情報システム部長,IT,東京都,500-1000,within-3-months,60000000,青',
  '102,hanako@kaede.example,鈴木,花子,楓林システムズ株式会社,部長,IT,東京都,500-1000,,60000000,赤',
  '103,jiro@nanohana.example,佐々木,次郎,菜の花商店,担当,小売業,北海道,5-25,over-1-year,,緑',
].join('\r\n');
const LEADS = [
  'Id,FirstName,LastName,Company,Email,Title,Industry,NumberOfEmployees,Status',
  '00Q000000000001,太郎,山田,楓林システムズ株式会社,taro@kaede.example,情報システム部長,IT,620,New',
].join('\n');
const USERS = ['Id,Email,Username,FirstName,LastName,IsActive', ...userRows()].join('\n');

function userRows(): readonly string[] {
  return ['tanaka', 'suzuki'].map(
    (name, n) => `00500000000000${n + 1},${name}@baton-demo.example,${name}@baton-demo.example,IS,${name},true`,
  );
}

const activities = (): string =>
  [
    'system,kind,email,occurred_at,form,page,mail,outcome,subject,text',
    `hubspot,form,taro@kaede.example,${ago(30)},お問い合わせ / Contact us,,,,,導入時期と費用を教えてください。`,
    `hubspot,form,hanako@kaede.example,${ago(20)},お問い合わせ / Contact us,,,,,資料を拝見しました。`,
    `hubspot,visit,jiro@nanohana.example,${ago(10)},,/pricing/,,,,`,
    `salesforce,call,taro@kaede.example,${ago(5)},,,,connected,初回架電,上長に確認のうえ折り返し`,
  ].join('\n');

describe('an export can be tried offline', () => {
  let room: string;
  let sandbox: Daemon;
  const path = (name: string): string => join(room, name);
  const files = (): readonly string[] => [
    ...['--hubspot-csv', path('contacts.csv')],
    ...['--salesforce-csv', path('export')],
    ...['--activities-csv', path('activities.csv')],
    ...['--hubspot-port', '0', '--salesforce-port', '0'],
  ];

  beforeAll(async () => {
    room = await mkdtemp(join(tmpdir(), 'baton-export-'));
    await mkdir(path('export'));
    await writeFile(path('contacts.csv'), shiftJis(CONTACTS));
    await writeFile(path('activities.csv'), shiftJis(activities()));
    await writeFile(path('export/Lead.csv'), `\uFEFF${LEADS}`);
    await writeFile(path('export/User.csv'), USERS);
    sandbox = await daemon(['sandbox', '--json', ...files()], /\n}\n/);
    const { hubspot, salesforce, loaded } = JSON.parse(sandbox.opening) as Opening;
    expect(loaded).toMatchObject({ contacts: 3, activities: 3, leads: 1, ignored: ['column 好きな色'] });
    await command('init', '--yes', '--hubspot-url', hubspot.url, '--salesforce-url', salesforce.url);
    const secrets = {
      HUBSPOT_TOKEN: hubspot.token,
      SALESFORCE_CLIENT_ID: salesforce.clientId,
      SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
    };
    const env = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(path('home/.env'), env.join(''));
  });
  afterAll(async () => {
    await sandbox.end('SIGINT');
    await rm(room, { recursive: true });
  });

  interface Opening {
    readonly hubspot: { readonly url: string; readonly token: string };
    readonly salesforce: { readonly url: string; readonly clientId: string; readonly clientSecret: string };
    readonly loaded: unknown;
  }

  const command = (...words: readonly string[]): Promise<Ran> =>
    batonHere(['--home', path('home'), '--language', 'ja', ...words]);

  it('Baton reads it, and says without writing whom it would have handed over, and who is held for what', async () => {
    for (const step of ['pull', 'judge']) {
      const { code, stderr } = await command(step);
      expect({ step, code, stderr }).toEqual({ step, code: 0, stderr: '' });
    }
    const plan = JSON.parse((await command('plan', '--json')).stdout) as PlanReport;
    expect(plan.because).toBe('unarmed');
    expect(plan.handoffs).toMatchObject([{ email: 'taro@kaede.example', name: '山田 太郎' }]);
    expect(['田中 美咲', '鈴木 健']).toContain(plan.handoffs[0]?.to);
    expect(plan.held).toMatchObject([{ email: 'hanako@kaede.example', missing: ['timeframe'] }]);
    // What goes on below a line stands further in.
    const shown = (await command('plan')).stdout.replaceAll(/\n {6,}/g, ' ');
    expect(shown).toContain('まだ何も許可されていません');
    expect(shown).toContain('+ 山田 太郎, 楓林システムズ株式会社 <taro@kaede.example> →');
    expect(shown).toContain(
      '鈴木 花子, 楓林システムズ株式会社 <hanako@kaede.example>: 保留中。確認が必要: 導入時期(マーケティング)',
    );
  });

  it('nothing was decided, and one lead stands for the person of both exports', async () => {
    const status = JSON.parse((await command('status', '--json')).stdout) as StatusReport;
    expect(status).toMatchObject({ waitingWrites: 0, openHandoffs: 0, ledger: { seq: 0 }, leads: { lead: 3 } });
    const explained = await command('explain', 'taro@kaede.example');
    expect(explained.code).toBe(0);
    expect(explained.stdout).toContain('hubspot/contact/101');
    expect(explained.stdout).toContain('salesforce/lead/00Q000000000001');
  });

  it('a reading that could not be had is told, and does not end as if it had been done', async () => {
    const env = { HUBSPOT_TOKEN: 'another' };
    const pulled = await baton(['--home', path('home'), '--language', 'ja', 'pull', 'hubspot'], { env });
    expect(pulled.code).toBe(1);
    expect(pulled.stdout).toContain('読み込めなかったものがあります');
    expect((await command('problems')).stdout).toContain('401');
  });

  it.each([
    [
      'contacts.csv',
      `${CONTACTS}\r\n104,kein-mail,田,四郎,x,y,IT,東京都,5-25,morgen,`,
      'line 5',
      ['Eメール', 'purchase_timeframe'],
    ],
    [
      'export/Lead.csv',
      `${LEADS}\n00Q000000000002,一,,社,x@y.example,部長,IT,many,New`,
      'line 3',
      ['LastName', 'NumberOfEmployees'],
    ],
    [
      'activities.csv',
      `${activities()}\nhubspot,form,nobody@x.example,gestern,,,,,,`,
      'line 6',
      ['occurred_at', 'form'],
    ],
  ])('a faulty %s is told with file, line, column and remedy, and nothing is served', async (name, text, line, columns) => {
    const whole = { 'contacts.csv': shiftJis(CONTACTS), 'activities.csv': shiftJis(activities()) }[name] ?? LEADS;
    await writeFile(path(name), shiftJis(text));
    const { code, stderr, stdout } = await baton(['sandbox', ...files()]);
    await writeFile(path(name), whole);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const column of columns) {
      const told = stderr.split('\n').find((one) => one.includes(column));
      expect(told, stderr).toContain(name.split('/').at(-1));
      expect(told).toContain(line);
      // What is wrong, and what to do.
      expect(told?.length).toBeGreaterThan(60);
    }
    expect(stderr).toContain('What to do:');
  });

  it('a port that is taken and a file that is not there are told plainly', async () => {
    const { port } = new URL((JSON.parse(sandbox.opening) as Opening).hubspot.url);
    const [taken, missing] = await Promise.all([
      baton(['sandbox', '--empty', '--hubspot-port', port, '--salesforce-port', '0', '--language', 'ja']),
      baton(['sandbox', '--hubspot-csv', path('none.csv'), '--json']),
    ]);
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(taken.stderr).toContain(`127.0.0.1:${port} は他のプログラムが使用中です`);
    expect(missing.code).toBe(2);
    expect(JSON.parse(missing.stdout)).toMatchObject({
      error: { code: 'PATH', message: expect.stringContaining('none.csv') },
    });
  });
});
