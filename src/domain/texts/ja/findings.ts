/** `doctor` と `setup` の点検結果と対処。 */
import type { findings as english, FindingText } from '../en/findings.ts';
import { findingsOfOrgs } from './findings-of-orgs.ts';

const fine = (what: string): FindingText => ({ what, remedy: '' });

/** 各スコープの用途。 */
const uses: Readonly<Record<string, string>> = {
  setup: 'プロパティの作成に必要(`setup` の時だけ。終わったら外せます)',
  'crm.objects.contacts.read': 'コンタクト・コール・ミーティング・メモの読み込みに必要',
  'crm.objects.contacts.write': 'Batonのプロパティの書き込みに必要',
  'crm.objects.companies.read': '会社の読み込みに必要',
  'crm.objects.owners.read': 'コンタクトの担当者を知るために必要',
  'crm.schemas.contacts.read': 'プロパティの有無の確認に必要',
  'crm.schemas.companies.read': '会社のプロパティの有無の確認に必要',
  forms: 'フォームとその送信内容の読み込みに必要',
  'crm.lists.read': '項目対応にあるリストの読み込みに必要',
  'crm.objects.deals.read': '項目対応で指定した取引とパイプラインの読み込みに必要',
  content: 'マーケティングメールの送信・開封・クリックの読み込みに必要',
  'sales-email-read': '個別メール(リードへの接触として数えます)の読み込みに必要',
  'crm.objects.marketing_events.read': 'ウェビナー・セミナー・展示会の参加状況の読み込みに必要',
};

export const findings: typeof english = {
  name: {
    connection: '接続',
    version: 'APIバージョン',
    identity: 'アカウント',
    token: 'トークン',
    scope: '権限',
    tier: '取得できる行動',
    field: '項目',
    limit: '上限',
    clock: '時計',
    form: 'フォーム',
    owner: '担当者',
    rule: '組織のルール',
    'other-connector': '他の連携',
    webhook: 'Webhook',
    ledger: '台帳',
  },
  severity: { fine: '正常', note: '参考', warning: '注意', stops: '要対応' },
  sum: (stops, warnings, notes) =>
    stops > 0
      ? `このままでは動作できません: 先に直すもの ${stops}件(ほかに注意 ${warnings}件、参考 ${notes}件)`
      : `動作を妨げるものはありません(注意 ${warnings}件、参考 ${notes}件)`,
  says: {
    ...findingsOfOrgs,
    reached: () => fine('HubSpotが応答しました'),
    account: ({ account = '' }) => fine(account),
    'account-new': ({ account = '' }) => ({
      what: `この環境は、今後アカウント ${account} 専用になります`,
      remedy: '意図したアカウントであれば対応不要です。別のアカウントは、承認するまで拒否します。',
    }),
    'account-other': ({ account = '', pinned = '' }) => ({
      what: `トークンはアカウント ${account} のものですが、この環境は ${pinned} 専用です。読み書きを一切行いません`,
      remedy: `元のトークンに戻すか、別のフォルダーで始めてください。同じ会社のデータで番号だけが変わった場合: baton doctor --confirm-account ${account}`,
    }),
    'account-zone': ({ account = '', zone = '', pinned = '' }) => ({
      what: `アカウントのタイムゾーンが ${pinned} から ${zone} に変わっています`,
      remedy: `HubSpotの1日の呼び出し数の起点が変わります。意図した変更であれば: baton doctor --confirm-account ${account}`,
    }),
    'account-untold': () => ({
      what: 'HubSpotがアカウント情報を返しません。レコードへのリンクを表示できず、別のアカウントにつながっても気づけません',
      remedy: 'トークンにアカウント情報の読み取りを許可してください。',
    }),
    'token-static': () => fine('固定トークン(サービスキー、または非公開アプリのトークン)'),
    'token-oauth': () => fine('OAuthアプリ(アクセストークンは自動で更新されます)'),
    'scopes-untold': () => ({
      what: 'トークンの権限をHubSpotから取得できません。読み取りは1つずつ試しましたが、書き込みの権限は確認できていません',
      remedy: 'docs/setup.md の表とトークンのスコープを見比べてください。',
    }),
    'scopes-fine': ({ count = '' }) => fine(`必要なスコープ${count}個がすべて許可されています`),
    'scope-missing': ({ scope = '', use = '' }) => ({
      what: `スコープ ${scope} がありません(${uses[use] ?? ''})`,
      remedy: 'HubSpotの設定でサービスキーまたはアプリに追加し、もう一度実行してください。',
    }),
    'scope-excess': ({ scopes = '' }) => ({
      what: `トークンに、Batonには不要な権限があります: ${scopes}`,
      remedy: '同じトークンを他で使っていなければ、これらのスコープを外してください。',
    }),
    'events-there': () => fine('ページビューを1件ずつ読み取れます(イベント履歴が使えるアカウントです)'),
    'events-not': () => ({
      what: 'ページビューを1件ずつ読み取ることはできません(HubSpotのEnterpriseのみ)。代わりにコンタクトの訪問カウンター(訪問回数・最終訪問日時・最後に見たページ)を使います',
      remedy: '対応不要です。ページを指定した規則は、各訪問の最後のページだけを見ます。',
    }),
    'events-untold': () => ({
      what: 'ページビューを1件ずつ読み取れるかどうか、いまは確認できませんでした',
      remedy: '時間をおいて、もう一度実行してください。',
    }),
    'fields-fine': ({ object = '', count = '' }) =>
      fine(`${object}: 対応づけた${count}個のプロパティがそろい、型も合っています`),
    'field-missing': ({ object = '', property = '' }) => ({
      what: `${object}: プロパティ ${property} がありません`,
      remedy: 'HubSpotで作成するか、項目対応からその行を外してください。',
    }),
    'fields-unmade': ({ object = '', count = '', properties = '' }) => ({
      what: `${object}: Baton用のプロパティ${count}個がまだありません: ${properties}`,
      remedy: '`baton setup` で作成されます。内容は `baton setup --dry-run` で先に確認できます。',
    }),
    'field-read-only': ({ property = '', label = '' }) => ({
      what: `${property}(${label})は書き込み対象ですが、HubSpotが自動で設定する項目です`,
      remedy: '別のプロパティに対応づけるか、rule: never にしてください。',
    }),
    'field-type': ({ property = '', label = '', type = '', wanted = '' }) => ({
      what: `${property}(${label})の型 ${type} が合いません。使える型: ${wanted}`,
      remedy: '別のプロパティに対応づけるか、合う型で新しく作成してください。',
    }),
    'field-clash': ({ property = '', label = '', type = '', wanted = '' }) => ({
      what: `${property} という名前は「${label}」(型 ${type})が使用中です。必要な型: ${wanted}。既存のものは変更していません`,
      remedy: '項目対応で別の名前を指定するか、HubSpotでそのプロパティの名前を変えるか削除してください。',
    }),
    'field-theirs': ({ property = '', label = '', group = '' }) => ({
      what: `${property}(「${label}」、グループ ${group})はこのBatonが作成したものではありません。そのまま使い、変更も削除もしません`,
      remedy: 'この用途のものであれば対応不要です。選択肢が合うかは `baton doctor` で確認できます。',
    }),
    'choice-missing': ({ property = '', label = '', values = '' }) => ({
      what: `${property}(${label})に次の選択肢がありません: ${values}`,
      remedy: 'プロパティに選択肢を追加するか、書かれている値を直してください。',
    }),
    'choice-unknown': ({ property = '', label = '', values = '' }) => ({
      what: `${property}(${label})に、合意書のどの規則も扱わない選択肢があります: ${values}`,
      remedy: '選択肢から外すか、項目対応の values で読み替えてください。',
    }),
    'choice-untranslated': ({ property = '', label = '', values = '' }) => ({
      what: `項目対応が、${property}(${label})にない値を読み替えようとしています: ${values}`,
      remedy: '対応不要です(その行は効果がありません)。',
    }),
    'group-theirs': ({ group = '', properties = '' }) => ({
      what: `グループ ${group} は残します。Batonが作成していないプロパティが入っています: ${properties}`,
      remedy: '不要であれば、HubSpotで削除してください。',
    }),
    'calls-left': ({ left = '', limit = '', resetsAt = '' }) =>
      fine(`本日の呼び出し ${limit}回のうち、残り ${left}回${resetsAt === '' ? '' : `。リセットは ${resetsAt}`}`),
    'calls-few': ({ left = '', limit = '', resetsAt = '' }) => ({
      what: `本日の呼び出し ${limit}回のうち、残りは ${left}回だけです${resetsAt === '' ? '' : `。リセットは ${resetsAt}`}`,
      remedy: '他に何がこのアカウントを使っているかを調べて減らすか、呼び出し数を追加購入してください。',
    }),
    'calls-untold': () => fine('この種のアプリには1日の残数が示されません。応答ごとの上限に従います'),
    'clock-fine': ({ seconds = '' }) => fine(`このコンピューターとHubSpotの時計の差は${seconds}秒です`),
    'clock-off': ({ seconds = '' }) => ({
      what: `このコンピューターとHubSpotの時計が${seconds}秒ずれています。変更の読み込みが遅れることがあります`,
      remedy: 'NTPでこのコンピューターの時計を合わせてください。',
    }),
    'clock-untold': () => fine('HubSpotの時刻を取得できませんでした'),
    'timeframe-unmapped': () => ({
      what: 'コンタクトのどのプロパティも timeframe に対応づけられておらず、フォームで導入時期を聞けません',
      remedy:
        '項目対応に `timeframe: purchase_timeframe` を加え、`baton setup` を実行して、フォームに質問を追加してください。',
    }),
    'form-silent': ({ form = '', property = '' }) => ({
      what: `フォーム「${form}」が導入時期を聞いていません`,
      remedy: `フォームにプロパティ ${property} を追加してください。`,
    }),
    'forms-more': ({ count = '' }) => ({
      what: `… 導入時期を聞いていないフォームが、ほかに${count}件あります`,
      remedy: '同上です。',
    }),
    'forms-fine': ({ count = '', property = '' }) =>
      fine(`${count}件のフォームすべてが導入時期(${property})を聞いています`),
    'owners-fine': ({ count = '', teams = '' }) =>
      fine(`team.yamlの担当者${count}名は、すべて有効です${teams === '' ? '' : `(チーム: ${teams})`}`),
    'owner-unknown': ({ member = '', owner = '' }) => ({
      what: `${member} の担当者 ${owner} がHubSpotにいません。そのコンタクトには担当者が設定されません`,
      remedy: 'HubSpotのユーザーとして招待するか、hubspotOwner を直してください(ログインに使うアドレスです)。',
    }),
    'owner-inactive': ({ member = '', owner = '' }) => ({
      what: `${member} の担当者 ${owner} は、HubSpotで無効になっています。そのコンタクトには担当者が設定されません`,
      remedy:
        'HubSpotで有効に戻すか、hubspotOwner を変えてください。退職した人は割り当ての候補(pools)から外してください。',
    }),
    'connector-none': () => fine('HubSpot純正のSalesforce連携は使われていません'),
    'connector-found': ({ properties = '', contacts = '' }) => ({
      what: `HubSpot純正のSalesforce連携が使われています、または使われていました(${properties}。対象コンタクト ${contacts}件)`,
      remedy: '併用の方法は docs/hubspot.md にあります。重なる項目は以下のとおりです。',
    }),
    'connector-owner': ({ property = '', seen = '' }) => ({
      what: `${property} には、Batonのほかに純正のSalesforce連携も書き込みます${seen === 'seen' ? '(履歴で確認済み)' : '(担当者を対応づけている場合)'}`,
      remedy: '項目対応の ownerId を rule: never にしてください。担当者は純正の連携が引き継ぎます。',
    }),
    'connector-stage': ({ property = '', seen = '' }) => ({
      what: `${property} には、Batonのほかに純正のSalesforce連携も${seen === 'seen' ? '書き込んでいます(履歴で確認済み)' : '書き込むことがあります'}`,
      remedy: '純正の連携の設定(ライフサイクルステージ、項目の対応)で止めるか、項目対応で rule: never にしてください。',
    }),
    'connector-syncs': ({ property = '' }) => ({
      what: `${property} には、Batonのほかに純正のSalesforce連携も書き込んでいます(履歴で確認済み)`,
      remedy: '純正の連携の項目対応から外すか、こちらの項目対応で rule: never にしてください。',
    }),
    'connector-creates': () => ({
      what: '純正のSalesforce連携もBatonもリードを作成する設定です。同じ人のリードが2件できるおそれがあります',
      remedy: 'createLead: {when: {afterMinutes: 15}} として純正の連携を待つか、when: never にしてください。',
    }),
    'webhook-heard': ({ address = '' }) => fine(`${address} で、HubSpotと同じ署名のWebhookを受信できました`),
    'webhook-refused': ({ address = '', status = '' }) => ({
      what: `${address} にはBatonがいますが、同じ秘密鍵で署名したWebhookを拒否しました(${status})`,
      remedy:
        'publicUrl を、HubSpotに登録したURLと一字一句同じにしてください。publicUrl や HUBSPOT_CLIENT_SECRET を変えた後は `baton work` の再起動が必要です。時計のずれも確認してください。',
    }),
    'webhook-redirected': ({ address = '', status = '' }) => ({
      what: `${address} は別のURLに転送されます(${status})。HubSpotは呼び出したURLに署名するため、転送されたWebhookはすべて拒否されます`,
      remedy: '転送先のURLをHubSpotと publicUrl に指定するか、プロキシで転送せずに中継してください。',
    }),
    'webhook-other': ({ address = '', status = '', to = '' }) => ({
      what: `${address} にはBaton以外のものが応答しています(${status})`,
      remedy: `\`baton work\` を起動し、TLSを受け持つプロキシから、POSTリクエストをパスと本文を変えずに ${to} へ中継してください。`,
    }),
    'webhook-unreached': ({ address = '', code = '', to = '' }) => ({
      what: `${address} に接続できません(${code})`,
      remedy: `\`baton work\` を起動したうえで、このURLの名前解決・証明書・ファイアウォールと、${to} への中継を確認してください。それまでは定期的な読み込みだけで動作します。`,
    }),
  },
};
