/** Writes the folder that the company owns: baton.yaml, the mappings with agreement and team, and .env.example. Never over a file that is there. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface HomeWishes {
  readonly language: 'ja' | 'en';
  /** Absent: HubSpot's own address. */
  readonly hubspotBasePath?: string;
  readonly salesforceUrl: string;
  readonly pollSeconds?: number;
  /** The agreement and its examples are this preset's; absent: those that are shipped as the default. */
  readonly preset?: Preset;
  /** Written to .env, mode 0600; absent: only .env.example is written. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The mappings that Baton ships. */
export const SHIPPED_MAPPINGS = fileURLToPath(new URL('../../mappings', import.meta.url));

/** Each after one source of practice, in mappings/presets/. */
export const PRESETS = ['seven-items', 'nine-criteria', 'quality-gates', 'six-axes', 'meddic'] as const;
export type Preset = (typeof PRESETS)[number];

/** The agreement of a preset. */
export function presetAgreement(preset: Preset): string {
  return join(SHIPPED_MAPPINGS, 'presets', preset, 'agreement.yaml');
}

/** Paths relative to the folder. */
export interface HomeWritten {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

export function writeHome(folder: string, wishes: HomeWishes): HomeWritten {
  const written: string[] = [];
  const kept: string[] = [];
  const put = (path: string, write: (path: string) => void): void => {
    if (existsSync(path)) return void kept.push(relative(folder, path));
    mkdirSync(dirname(path), { recursive: true });
    write(path);
    written.push(relative(folder, path));
  };
  put(join(folder, 'baton.yaml'), (path) => writeFileSync(path, batonYaml(wishes)));
  for (const { from, to } of mappingFiles(wishes.preset)) {
    put(join(folder, 'mappings', to), (path) => copyFileSync(from, path));
    if (to === 'agreement.yaml') pointToSchema(join(folder, 'mappings', to));
  }
  put(join(folder, '.env.example'), (path) => writeFileSync(path, ENV_EXAMPLE));
  const { secrets } = wishes;
  if (secrets !== undefined) put(join(folder, '.env'), (path) => writeFileSync(path, envOf(secrets), { mode: 0o600 }));
  return { written, kept };
}

interface Copied {
  readonly from: string;
  /** Below the new folder's mappings. */
  readonly to: string;
}

/** Presets stay with Baton; the one that is wished for takes the place of the default. */
function mappingFiles(preset: Preset | undefined): readonly Copied[] {
  const isAgreement = (file: string): boolean => file === 'agreement.yaml' || dirname(file) === 'examples';
  const shipped = filesBelow(SHIPPED_MAPPINGS).filter((file) => !file.startsWith('presets'));
  const common = shipped.filter((file) => preset === undefined || !isAgreement(file));
  const copied = common.map((file) => ({ from: join(SHIPPED_MAPPINGS, file), to: file }));
  if (preset === undefined) return copied;
  const examples = join(SHIPPED_MAPPINGS, 'presets', preset, 'examples.yaml');
  return [
    ...copied,
    { from: presetAgreement(preset), to: 'agreement.yaml' },
    { from: examples, to: join('examples', `${preset}.yaml`) },
  ];
}

/** A preset names the schema from where it stands. */
function pointToSchema(path: string): void {
  const text = readFileSync(path, 'utf8');
  const pointed = text.replace('$schema=../../agreement.schema.json', '$schema=./agreement.schema.json');
  if (pointed !== text) writeFileSync(path, pointed);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function batonYaml({ language, hubspotBasePath, salesforceUrl, pollSeconds = 60 }: HomeWishes): string {
  const address = hubspotBasePath === undefined ? '' : `    basePath: ${hubspotBasePath}\n`;
  return `# Batonの設定。秘密の値は .env か環境変数に置きます。
# Baton's configuration. Secrets live in .env or the environment, never here.
baton: 1
# レコードに書く文章とコマンドの言語 / Language of what is written on records, and of the commands: ja | en
language: ${language}
zone: Asia/Tokyo
systems:
  hubspot:
${address}    # setupが作る項目のラベルの言語(省略時は上のlanguage) / the language of the labels that setup makes, if another than above
    # labels: en
    # 変更を読みに行く間隔(秒) / seconds between two readings
    pollSeconds: ${pollSeconds}
    # API呼び出しのうちBatonが使ってよい割合(1日分、短時間分) / how much of the API calls Baton may use: of a day, of each burst
    budget: { daily: 25%, burst: 100% }
    # 変更の合図をWebhookで受けるとき / to be told of changes by webhook (HUBSPOT_CLIENT_SECRET)
    # webhooks:
    #   publicUrl: https://baton.example.co.jp/webhooks/hubspot
    #   portalId: 12345678
    #   appId: 1234567
  salesforce:
    # 組織の「私のドメイン」のURL / the org's My Domain address
    instanceUrl: ${salesforceUrl}
    # setupが作る項目のラベルの言語 / the language of the labels that setup makes
    # labels: en
    # ブラウザーで許可するとき(baton connect salesforce) / for consent in the browser: signIn: consent
    pollSeconds: ${pollSeconds}
    # 組織の1日分のAPI呼び出しのうちBatonが使ってよい割合 / how much of the org's calls of a day Baton may use
    budget: { daily: 25% }
store:
  # embedded: このフォルダー内 / in this folder. postgres: BATON_DATABASE_URL
  kind: embedded
  directory: data
  # PostgreSQLのスキーマ名 / its schema on PostgreSQL
  schema: baton
queue:
  # same: 保存先と同じデータベース / the store's database. redis: BATON_REDIS_URL
  kind: same
ledger:
  # 台帳のチェックポイントの控え。写しを別の場所にも / checkpoints of the ledger; keep a copy elsewhere
  anchorFile: ledger-anchors.jsonl
  # Salesforceのレコードとしても残すとき、この台帳の名前 / to keep them as records in Salesforce too: this ledger's name
  # anchorSalesforce: production
gate:
  # 1時間にこの件数を超える引き渡しは止めて確認します / more handoffs than this in an hour stop and ask
  handoffsPerHour: 50
writes:
  # 合計点がこれだけ動いたら書き直します / a total that moved by so much is written again
  scoreDelta: 5
# 通知(既定では送りません)。秘密の値は .env に / Notices, off by default. Secrets in .env
# notify:
#   email:
#     host: smtp.example.co.jp
#     # starttls, tls; none はこのコンピューター上のサーバーだけ / only for a server on this computer
#     security: starttls
#     from: baton@example.co.jp
#   slack: true
#   teams: true
#   # 合意書の新しい版を確認していない人に、この日数ごとに最大2回知らせます / who has not confirmed a version is reminded, twice at most
#   remindAfterDays: 7
`;
}

const ENV_EXAMPLE = `# 写して .env とし、使うものだけ記入してください / Copy to .env and fill in what applies.

# HubSpot: サービスキーなどの固定トークン / a service key or another static token
HUBSPOT_TOKEN=
# または OAuth アプリ / or an OAuth app
# HUBSPOT_CLIENT_ID=
# HUBSPOT_CLIENT_SECRET=
# HUBSPOT_REFRESH_TOKEN=
# OAuthのトークンを暗号化する鍵 / the key that encrypts its tokens: openssl rand -base64 32
# BATON_SECRET_KEY=
# 鍵を替えるときの以前の鍵 / the former key, while keys are changed
# BATON_SECRET_KEY_OLD=
# Webhookを受けるときは、アプリの HUBSPOT_CLIENT_SECRET も要ります / webhooks need the app's HUBSPOT_CLIENT_SECRET too

# Salesforce: クライアントクレデンシャル / client credentials of an external client app
SALESFORCE_CLIENT_ID=
SALESFORCE_CLIENT_SECRET=
# または JWT / or JWT bearer
# SALESFORCE_USERNAME=
# SALESFORCE_PRIVATE_KEY_FILE=
# または / or
# SALESFORCE_REFRESH_TOKEN=
# または、試すときだけ sf CLI のトークン / or, for trying only, the token of an sf CLI session: sf org auth show-access-token
# SALESFORCE_ACCESS_TOKEN=

# 通知: baton.yaml の notify で使うものだけ / notices: only those that notify in baton.yaml turns on
# BATON_SMTP_USER=
# BATON_SMTP_PASSWORD=
# BATON_SMTP_CA_FILE=
# BATON_SLACK_WEBHOOK_URL=
# BATON_TEAMS_WEBHOOK_URL=

# baton.yaml が postgres や redis を指すときだけ / only where baton.yaml says postgres or redis
# BATON_DATABASE_URL=postgres://user:password@127.0.0.1:5432/baton
# BATON_REDIS_URL=redis://127.0.0.1:6379
`;

function envOf(secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
