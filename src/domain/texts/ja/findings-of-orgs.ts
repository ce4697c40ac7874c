/** Salesforce組織について `doctor` と `setup` が見つけたことと、その対処。 */

import type { FindingText } from '../en/findings.ts';
import type { findingsOfOrgs as english } from '../en/findings-of-orgs.ts';

const fine = (what: string): FindingText => ({ what, remedy: '' });

const deeds: Readonly<Record<string, string>> = { create: '作成', edit: '編集' };

/** Salesforceの画面上の名前と、ない場合に起こること。 */
const rights: Readonly<Record<string, { readonly name: string; readonly without: string }>> = {
  ApiEnabled: { name: 'APIの有効化', without: 'Batonの呼び出しがすべて拒否されます' },
  ActivitiesAccess: { name: '活動へのアクセス', without: 'ToDoや行動の参照も作成もできません' },
  EditTask: { name: 'ToDoの編集', without: 'ToDoの作成・完了・担当者の変更ができません' },
  TransferAnyLead: {
    name: 'リードの移行',
    without: '他の人が所有するリードを新しい責任者に渡せません(`baton arm owner` の後)',
  },
  AllowViewEditConvertedLeads: {
    name: '取引開始済みのリードを表示および編集',
    without: '取引開始後の経過を追えなくなります',
  },
  ViewSetup: {
    name: '設定・定義を参照する',
    without: 'doctor と setup がルール・フロー・権限セットを参照できません(日々の動作には影響しません)',
  },
};

export const findingsOfOrgs: typeof english = {
  'org-reached': ({ address = '' }) => fine(`Salesforceに接続できました(${address})`),
  'org-account': ({ organization = '', edition = '', username = '' }) =>
    fine(`${organization}${edition === '' ? '' : `(${edition})`}、ユーザー ${username}`),
  'org-version-fine': ({ version = '' }) => fine(`APIバージョン ${version}`),
  'org-version-old': ({ version = '', newest = '' }) => ({
    what: `APIバージョン ${version} は最新の ${newest} より3年以上古く、近く廃止される可能性があります`,
    remedy: 'baton.yaml の salesforce.apiVersion を削除するか新しくし、`baton doctor` を再実行してください。',
  }),
  'org-version-gone': ({ version = '', newest = '' }) => ({
    what: `この組織にAPIバージョン ${version} はありません(最新は ${newest})`,
    remedy: `baton.yaml に salesforce.apiVersion: "${newest}" と書いてください。`,
  }),
  'org-version-untold': () => fine('使えるAPIバージョンは確認できませんでした'),
  'org-rights-fine': ({ count = '' }) => fine(`Batonの呼び出しに必要な${count}個のシステム権限があります`),
  'org-right-missing': ({ right = '', set = '' }) => ({
    what: `ユーザーに「${rights[right]?.name ?? right}」がありません。${rights[right]?.without ?? ''}`,
    remedy: `「設定」→「権限セット」→ ${set} →「システム権限」で有効にし、このユーザーに割り当ててください(「設定・定義を参照する」以外は \`baton setup\` が両方とも行います)。別の権限セットやプロファイルで付与してもかまいません。`,
  }),
  'org-rights-untold': () => ({
    what: 'このユーザーの権限を確認できませんでした',
    remedy: `次の権限があることを画面で確認してください: ${Object.values(rights)
      .map(({ name }) => `「${name}」`)
      .join('')}(「設定」→「ユーザー」→ 該当ユーザー →「概要を表示」)。`,
  }),
  'org-fields-fine': ({ object = '', count = '' }) => fine(`${object}: ${count}項目すべてがあり、使えます`),
  'org-field-missing': ({ field = '' }) => ({
    what: `${field} が存在しないか、このユーザーには見えません`,
    remedy: '項目レベルセキュリティで参照を許可するか、項目対応からその行を外してください。',
  }),
  'org-fields-unmade': ({ object = '', count = '', fields = '' }) => ({
    what: `${object}: Baton自身の${count}項目がまだないか、このユーザーには見えません: ${fields}`,
    remedy:
      '`baton setup` が作成し、参照権限も付与します(`baton setup --dry-run` で事前に確認できます)。メタデータの権限がない場合は connectors/salesforce/metadata をデプロイし、Baton_Integration を割り当ててください。',
  }),
  'org-field-read-only': ({ field = '' }) => ({
    what: `${field} は参照できますが、書き込めません`,
    remedy: '項目レベルセキュリティで編集を許可するか、項目対応で rule: never にしてください。',
  }),
  'org-object-unseen': ({ object = '' }) => ({
    what: `オブジェクト ${object} がこのユーザーには見えません`,
    remedy: '`baton setup` が作る権限セットを割り当ててください。',
  }),
  'org-object-unread': ({ object = '' }) => ({
    what: `項目対応が読み取るオブジェクト ${object} がこのユーザーには見えないため、対象外になります`,
    remedy: `「設定」→「権限セット」→ Baton_Integration →「オブジェクト設定」→ ${object} で「参照」と「すべて表示」を有効にするか、mappings/salesforce.yaml で対象から外してください(\`deals: none\`、\`campaigns\` なし)。`,
  }),
  'org-object-refused': ({ object = '', rights: missing = '' }) => ({
    what: `このユーザーは ${object} のレコードを${missing
      .split(',')
      .map((one) => deeds[one] ?? one)
      .join('・')}できません`,
    remedy: `「設定」→「権限セット」→ Baton_Integration →「オブジェクト設定」→ ${object} で有効にしてください。ToDoの場合は「システム権限」の「ToDoの編集」です。`,
  }),
  'org-choice-missing': ({ field = '', values = '' }) => ({
    what: `制限付き選択リスト ${field} に次の値がなく、Salesforceに拒否されます: ${values}`,
    remedy: '選択リストに値を追加するか、書かれている場所の言葉を直してください。',
  }),
  'org-choice-unknown': ({ field = '', values = '' }) => ({
    what: `${field} には、合意書のどのルールにもない選択肢があります: ${values}`,
    remedy: 'その値を無効にするか、項目対応の `values` で読み替えてください。',
  }),
  'org-anchored': ({ ledger = '', size = '', at = '', hours = '' }) =>
    fine(`台帳「${ledger}」の最新のチェックポイント: ${at}(${agoOf(Number(hours))})、記録${size}件まで`),
  'org-anchored-none': ({ ledger = '' }) => fine(`台帳「${ledger}」のチェックポイントはまだ保管されていません`),
  'org-calls-left': ({ left = '', limit = '' }) => fine(`API呼び出しの残り: ${limit}回中 ${left}回(24時間あたり)`),
  'org-calls-few': ({ left = '', limit = '' }) => ({
    what: `API呼び出しの残りが少なくなっています: ${limit}回中 ${left}回(24時間あたり)`,
    remedy: '「設定」→「システムの概要」で他に使っているものを確認するか、追加購入してください。',
  }),
  'org-storage-few': ({ left = '', limit = '' }) => ({
    what: `データストレージの残りが少なくなっています: ${limit}MB中 ${left}MB。なくなるとToDoを作成できません`,
    remedy: '不要なレコードを削除するか、追加購入してください。',
  }),
  'org-fields-no-room': ({ object = '', count = '', left = '', limit = '' }) => ({
    what: `${object} に追加できるカスタム項目はあと${left}個です(このエディションの上限は${limit}個)。\`baton setup\` は${count}個を作成します`,
    remedy:
      '使っていないカスタム項目を削除し(「設定」→「オブジェクトマネージャー」、さらに「削除済み項目」で「消去」)、または不要な項目を mappings/salesforce.yaml から外してください。',
  }),
  'org-rules-none': () => fine('Batonの書き込みを妨げる組織のルールはありません'),
  'org-rules-untold': ({ kind = '' }) => ({
    what: `このユーザーには組織の${kinds[kind] ?? kind}が見えません`,
    remedy: '画面で確認するか、「設定・定義を参照する」を一時的に付与してください。',
  }),
  'org-validation-rules': ({ object = '', count = '', rules = '' }) => ({
    what: `${object} に有効な入力規則が${count}件あり、Batonの書き込みを拒否する可能性があります: ${rules}`,
    remedy:
      'Batonが入力しない項目を求める規則では、連携ユーザーを除外してください。拒否されたものは `baton problems` に出ます。',
  }),
  'org-duplicate-rules': ({ rules = '', setting = '' }) => ({
    what: `有効な重複ルール: ${rules}。重複とみなされた新しいリードは拒否されます(duplicateRules: ${setting})`,
    remedy:
      '警告だけのルールなら mappings/salesforce.yaml に `duplicateRules: save-past-alerts` と書くか、連携ユーザーを除外してください。',
  }),
  'org-assignment-rules': ({ rules = '' }) => ({
    what: `有効なリードの割り当てルール: ${rules}。Batonの書き込みには働きませんが、他で作られたリードにはBatonより先に働きます`,
    remedy: '条件を満たすまで新しいリードをキューに置く運用なら、対処は不要です。',
  }),
  'org-flow-writes': ({ flow = '', object = '', fields = '' }) => ({
    what: `${object} のフロー「${flow}」が、Batonも書き込む項目に書き込んでいます: ${fields}`,
    remedy: '項目ごとにどちらが書き込むかを決め、フローを変更するか、項目対応で rule: never にしてください。',
  }),
  'org-trial-fine': () => fine('リード・ToDo・Baton引き渡しを試しに作成でき、取り消されたことを確認しました'),
  'org-trial-refused': ({ object = '', code = '', message = '', fields = '' }) => ({
    what: `試しに作成した ${object} が拒否されました(${code}): 「${message}」${fields === '' ? '' : `(${fields})`}`,
    remedy:
      '連携ユーザーを規則の対象から外す、項目に既定値を設定する、選択リストに値を追加する、または mappings/salesforce.yaml で項目を対応付けてください。試した内容は残っていません。',
  }),
  'org-trial-untold': () => ({
    what: 'Batonの書き込みを試すことができませんでした',
    remedy:
      '組織が書き込みを受け付け、Batonが停止していないときに、書き込みを許可する前に `baton doctor` をもう一度実行してください。',
  }),
  'org-sales-set-fine': ({ set = '', count = '' }) => fine(`有効な担当者${count}名全員に権限セット ${set} があります`),
  'org-sales-set-missing': ({ set = '', count = '', reps = '' }) => ({
    what: `有効な担当者${count}名に権限セット ${set} がなく、Batonの項目と引き渡しが見えません: ${reps}`,
    remedy: `「設定」→「権限セット」→ ${set} →「割り当ての管理」で割り当ててください。`,
  }),
  'org-owners-fine': ({ count = '' }) => fine(`team.yaml のユーザーとキュー${count}件は、すべて存在し有効です`),
  'org-owner-unknown': ({ member = '', owner = '' }) => ({
    what: `${member} のユーザー ${owner} がSalesforceにありません。この人には引き渡されません`,
    remedy: 'salesforceUser(Salesforceユーザーのメールアドレス)を直してください。',
  }),
  'org-owner-inactive': ({ member = '', owner = '' }) => ({
    what: `${member} のユーザー ${owner} はSalesforceで無効です。この人には引き渡されません`,
    remedy: 'ユーザーを有効にするか、そのメンバーをプールから外してください。',
  }),
  'org-queue-unknown': ({ pool = '', queue = '' }) => ({
    what: `${pool} のキュー ${queue} がSalesforceにありません`,
    remedy: 'キューを作成するか、名前(API参照名または表示ラベル)を直してください。',
  }),
  'org-clash': ({ object = '', property = '', label = '', type = '', wanted = '' }) => ({
    what: `${object} の ${property} という名前は「${label}」(${type}型)が使っています。Batonに必要な型: ${wanted}。変更していません`,
    remedy: '項目対応で別の名前にするか、Salesforceでその項目の名前を変えるか削除してください。',
  }),
  'org-theirs': ({ count = '', names = '' }) => ({
    what: `このBatonが作成していないものが${count}件あります。そのまま使い、変更も削除もしません: ${names}`,
    remedy: 'このために用意したものなら対処は不要です。合っているかどうかは `baton doctor` で確認できます。',
  }),
  'org-rights-theirs': ({ set = '', rights = '' }) => ({
    what: `権限セット ${set} はこのBatonが作成したものではなく、次への権限が足りません: ${rights}`,
    remedy: '画面で追加するか、connectors/salesforce/metadata をデプロイし直してください。',
  }),
  'org-columns-theirs': ({ report = '', columns = '' }) => ({
    what: `レポートタイプ ${report} はこのBatonが作成したものではなく、次の列が足りません: ${columns}`,
    remedy: `「設定」→「レポートタイプ」→ ${report} →「レイアウトの編集」で追加するか、connectors/salesforce/metadata をデプロイし直してください。`,
  }),
  'org-metadata-refused': () => ({
    what: 'このユーザーには、組織のメタデータを参照・変更する権限がありません',
    remedy:
      'setupの間だけ「メタデータ API 関数を使用したメタデータの変更」「アプリケーションのカスタマイズ」「権限セットの割り当て」を付与するか、管理者が connectors/salesforce/metadata をデプロイしてください。',
  }),
  'org-object-stays': ({ object = '', names = '' }) => ({
    what: `オブジェクト ${object} は残します。Batonが作成していない項目があります: ${names}`,
    remedy: '不要なら、Salesforceでその項目を削除してください。',
  }),
  'org-taken-over': ({ name = '' }) => ({
    what: `${name} は、Batonが作成した後に変更または作り直されているため、残します`,
    remedy: '不要なら、Salesforceで削除してください。',
  }),
};

function agoOf(hours: number): string {
  if (hours < 1) return '1時間以内';
  return hours < 48 ? `${hours}時間前` : `${Math.floor(hours / 24)}日前`;
}

const kinds: Readonly<Record<string, string>> = {
  validation: '入力規則',
  duplicate: '重複ルール',
  assignment: '割り当てルール',
  flow: 'フロー',
};
