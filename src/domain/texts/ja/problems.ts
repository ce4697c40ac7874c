/** 問題の説明と対処。 */
import type { problems as english } from '../en/problems.ts';

export const problems: typeof english = {
  commands: {
    list: '同じく、対応が必要なものとその方法の一覧',
    show: '1件の詳細と、再試行で何が行われるか',
    retry: '1件、または拒否された書き込みすべてを、原因を直した後にやり直す',
    ignore: '1件を対応不要とする(別のコードで再発するまで)。氏名とともに台帳に残る',
  },
  argument: { problem: '一覧に表示される番号、またはその先頭' },
  option: {
    category: 'この種別だけ',
    all: '対応不要としたものも含める',
    by: '対応不要と判断した人の氏名(台帳に残ります)',
    reason: '対応不要とする理由',
  },
  about: (person) => `対象: ${person}`,
  field: (name) => `項目: ${name}`,
  write: (what, attempts) => `待っている書き込み: ${what}(試行 ${attempts}回)`,
  writes: {
    handoff: '引き渡しとToDo',
    'close-task': 'ToDoの完了',
    'move-task': 'ToDoの担当変更',
    fields: 'レコードの項目',
  },
  notBefore: (at) => `次の試行は ${at} 以降`,
  ignored: (by, at, reason) => `対応不要(${by}、${at}): ${reason}`,
  byRetry: (no) => `baton problems retry ${no}`,
  more: (no) => `1件の詳細(番号を指定): baton problems show ${no}`,
  again: {
    'sent-again': '書き込みを送り直します',
    'told-again': '届かなかった通知を送り直します',
    'read-again': '読み込みをやり直します',
    'judged-again': 'リードの判定をやり直します',
    'placed-again': '誰のレコードかを調べ直します',
    'by-itself': '不要です。Batonが自動でやり直します',
  },
  category: {
    duplicate: '重複',
    validation: '入力規則による拒否',
    picklist: '選択肢にない値',
    permission: '権限不足',
    'missing-field': '項目がない',
    reference: '参照先がない',
    format: '読み取れない値',
    limit: '上限超過',
    lock: '他の処理によるロック',
    credential: '認証の拒否',
    unavailable: '接続不可',
    'lost-answer': '応答の消失',
    identity: '本人を特定できない',
    mapping: '項目対応の不一致',
    'no-record': '書き込み先なし',
    notice: '通知の不達',
    clock: 'コンピューターの時計の変更',
    unlisted: '未知のエラー',
  },
  remedy: {
    duplicate: '該当システムで重複を統合または削除するか、連携ユーザーの重複ルールを緩めてください。',
    validation: '入力規則が求める項目をレコードに入力するか、連携ユーザーを規則の対象外にしてください。',
    picklist: '選択肢に値を追加するか、mappings/statuses.yaml で既存の値に対応づけてください。',
    permission: '連携ユーザーの権限セットに、このオブジェクトまたは項目へのアクセスを与えてください。',
    'missing-field': '項目を作成するか、項目対応から外してください。',
    reference: '参照先が削除済みか無効です。team.yaml または項目対応で別のものを選んでください。',
    format: 'レコードの値、または項目対応の型を直してください。',
    limit: '上限のリセットを待つか、他のツールの利用を減らすか、呼び出し数を追加購入してください。',
    lock: '対応不要です。Batonが再試行します。',
    credential: 'トークンを更新するか、OAuthアプリを接続し直して(`baton connect`)、`baton doctor` を実行してください。',
    unavailable: '対応不要です。Batonが再試行します。続く場合は提供元の稼働状況を確認してください。',
    'lost-answer': '対応不要です。Batonがキーで読み返してから続けます。',
    identity:
      '誰のレコードかを指定するか(baton identity に候補とコマンドを表示)、メールアドレスを直すか、CRMで重複を統合してください。',
    mapping: 'mappings/*.yaml を直し、`baton check` を実行してください。',
    'no-record': 'Batonにリード作成を許可する(mappings/salesforce.yaml の createLead)か、手動で作成してください。',
    notice:
      'team.yaml のアドレス、baton.yaml の notify またはその秘密情報を直し、`baton notify --test <member>` で確かめてから `baton retry` を実行してください。',
    clock:
      'コンピューターの時計を正しく合わせてください(時刻同期)。HubSpotの時計と一致するまで、Batonの時刻は変更前のまま進みます。HubSpotに接続できない場合は、時計を合わせてから `baton work` を再起動してください。',
    unlisted: '上の提供元のメッセージを確認し、原因が分からない場合はコードをお知らせください。',
  },
  codes: {
    CERTIFICATE:
      '接続先のアドレスと、このコンピューターの時計を確認してください。社内のプロキシが通信を復号している場合は、その証明書をNodeに指定してください(`NODE_EXTRA_CA_CERTS`)。いずれでもなければ、通信に第三者が介在しているおそれがあります。原因が分かるまで使用しないでください。',
    ERASED_BEFORE:
      '該当システムでもレコードを消去してください。ご本人の意思で戻られた場合は、そちらで新しいレコードを作成してください(新しいレコードは読み取ります)。対応後は baton problems ignore で対応不要としてください。',
    MERGED_WITH_ERASED:
      '同じ人であれば、もう一方も baton erase で消去してください。誤った統合であれば、該当システムでレコードを直してください。対応後は baton problems ignore で対応不要としてください。',
    SEVERAL_RECORDS:
      'Salesforceでレコードを統合するか、リードを取引先責任者に取引開始してください。または baton identity のコマンドで、同じ人か別の人かを指定してください。',
    SEVERAL_WITH_ADDRESS:
      'このメールアドレスのレコードが複数あります。Salesforceでマージするか、`baton identity` で同一人物かどうかを指定してから、`baton problems retry` を実行してください。',
    NO_LOCATOR:
      'BatonとSalesforceの間のプロキシやゲートウェイが、Salesforceのヘッダーを取り除いています。`Sforce-*` を通すように設定してください。その後は、止まったところから自動で続きます。',
    SESSION_ENDED:
      'トークンを取得し直し(`sf org auth show-access-token`。求められたら先に `sf org login web`)、`SALESFORCE_ACCESS_TOKEN` に設定してください。baton.yaml の `instanceUrl` が `sf org display` の値と同じことも確かめ、Batonを起動し直します。セッションより長く使うには、外部クライアントアプリケーションを接続してください。',
    OWNER_IS_QUEUE:
      'レコードをチームのメンバーに割り当ててください。キューから引き取った人に、引き渡しとToDoが移ります。',
    OWNER_GONE: '有効な担当者にレコードを割り当て直してください。引き渡しも移ります。',
    OWNER_LEFT_TEAM:
      'レコードをチームのメンバーに割り当て直してください。引き渡しとToDoも移ります。引き続き担当する場合は、同じキーで team.yaml に戻してください。',
    OWNER_INACTIVE: '有効なユーザーに割り当て直すか、無効なメンバーを team.yaml から外してください。',
    OWNER_NOT_IN_TEAM: 'そのユーザーを team.yaml に加えるか、チームのメンバーに割り当ててください。',
    OWNER_IS_NOBODY: 'レコードをチームのメンバーに割り当ててください。それまで引き渡しは今の担当者に残ります。',
  },
  salesforce: {
    STORAGE_LIMIT_EXCEEDED:
      '組織のストレージが満杯です。不要なレコードを削除するか、ストレージを追加購入してください。Batonは1時間ごとに再試行します。',
    'REQUEST_LIMIT_EXCEEDED DAILY':
      '1日のAPI呼び出し数を使い切りました。多用しているツールを確認する(設定 > システムの概要)か、追加購入してください。時間がたつとBatonは再開します。',
    'REQUEST_LIMIT_EXCEEDED CONCURRENT':
      '対応不要です。組織内で長い処理が同時に多数動いているため、Batonが再試行します。続く場合は遅い連携がないか確認してください。',
    CUSTOM_ENTITY_OR_FIELD_LIMIT:
      'カスタムオブジェクト、または1つのオブジェクトのカスタム項目の数が、エディションの上限に達しています(設定 > システムの概要)。不要なものを削除するか、Salesforceに上限の引き上げを依頼し、`baton setup` をもう一度実行してください。カスタムオブジェクトを作成できないエディション(Starterなど)では、Batonを利用できません。',
    TOO_MANY_APEX_REQUESTS: '対応不要です。組織のApex処理が混み合っているため、Batonが再試行します。',
    UNKNOWN_EXCEPTION:
      'Batonは数回試しました。上のメッセージにあるErrorIdをSalesforceのサポートに伝え、その後 `baton retry` を実行してください。',
    INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE:
      '対応不要です。Salesforceのメンテナンス中のため、Batonが10分ごとに再試行します。',
    DUPLICATES_DETECTED:
      '重複ルールにより、同じ人物の別レコードが見つかりました。レコードをマージするか、警告だけのルールであれば mappings/salesforce.yaml に `duplicateRules: save-past-alerts` と書いてください。',
    DUPLICATE_VALUE: '一意の項目の値を別のレコードが持っています。そのレコードの値を消すか、2件をマージしてください。',
    DUPLICATE_EXTERNAL_ID: '2件のレコードが同じ外部IDを持っています。誤っている方の値を消してください。',
    MULTIPLE_CHOICES: '複数のレコードが同じ外部IDを持っています。誤っているものの値を消してください。',
    INVALID_REPLICATION_DATE:
      'このコンピューターの時計を実際の時刻と比べてください。削除の一覧を求めた期間をSalesforceが受け付けません。ごみ箱にあるレコードの削除は、そのままでも分かります。',
    EXCEEDED_ID_LIMIT:
      '一度に削除された件数が多すぎ、Salesforceが一覧を返しません。ごみ箱にあるものは分かりますが、ごみ箱からも消えたものはBatonに残ります。大量に削除するときは、1日はごみ箱に残してください。',
    FIELD_CUSTOM_VALIDATION_EXCEPTION:
      '上のメッセージは組織の入力規則です。レコードで求められていることを行うか、連携ユーザーを規則の対象外にし、その後 `baton retry` を実行してください。',
    FIELD_FILTER_VALIDATION_EXCEPTION:
      'ルックアップ検索条件がこのレコードを許していません。条件を緩めるか、別のレコードを選んでください。',
    CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:
      '組織のApexトリガーが失敗しました。上のメッセージを担当者に伝え、修正後に `baton retry` を実行してください。',
    CANNOT_EXECUTE_FLOW_TRIGGER:
      '組織のフローが失敗しました。設定 > フロー で確認するか、上のメッセージを担当者に伝え、修正後に `baton retry` を実行してください。',
    ENTITY_IS_LOCKED:
      'レコードは承認待ちでロックされています。承認を完了または取り消すか、連携ユーザーにロック中の編集を許可してください。',
    ENTITY_IS_DELETED: 'レコードは削除済みで、マージ先もありません。ごみ箱から復元するか、そのままにしてください。',
    INVALID_CROSS_REFERENCE_KEY:
      'IDの参照先がありません。レコード、その所有者、またはレコードタイプが削除されています。別のものを選んでください。',
    CANNOT_UPDATE_CONVERTED_LEAD:
      'リードは取引開始済みですが、変換先をBatonが参照できません。連携ユーザーに「取引開始済みのリードを表示および編集」と取引先責任者へのアクセスを与えてください。',
    INACTIVE_OWNER_OR_USER:
      'ユーザーが無効です。team.yaml から外すか、担当レコードを別の人に移し、その後 `baton retry` を実行してください。',
    OP_WITH_INVALID_USER_TYPE_EXCEPTION:
      'この種類のユーザーはこのレコードを所有できません。team.yaml で営業用ライセンスを持つユーザーを選んでください。',
    STRING_TOO_LONG: 'テキストが項目より長いです。項目を長くするか、テキストを短くしてください。',
    INVALID_EMAIL_ADDRESS: '本人が登録された元のシステムで、メールアドレスを直してください。',
    REQUIRED_FIELD_MISSING:
      'Batonが入力しない項目が必須になっています。既定値を設定するか、項目対応に追加してください。',
    INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:
      '制限付き選択リスト(とレコードタイプ)に値を追加するか、mappings/statuses.yaml で既存の値に対応づけてください。',
    INVALID_FIELD:
      '項目がないか、連携ユーザーに表示されていません。`baton setup` を実行するか、権限セットで項目レベルセキュリティを与えてください。',
    INVALID_FIELD_FOR_INSERT_UPDATE:
      '連携ユーザーには参照のみの項目です。権限セットで編集を許可するか、項目対応から外してください。',
    INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY:
      '連携ユーザーが参照先(所有者、取引先、レコードタイプ)を使えません。共有設定を広げるか、レコードタイプを割り当ててください。',
    TRANSFER_REQUIRES_READ:
      '新しい所有者がこのレコードを参照できません。そのプロファイルにオブジェクトへのアクセスを与えてください。',
    TXN_SECURITY_NO_ACCESS:
      '組織のトランザクションセキュリティポリシーにより止められました。連携ユーザーを対象外にしてください。',
    INVALID_SESSION_ID:
      'セッションが拒否され、新しいセッションも拒否されました。アプリとそのポリシーを確認し、`baton doctor` を実行してください。',
    API_DISABLED_FOR_ORG:
      'このエディションまたはユーザーはAPIを使えません。有効にするか、連携ユーザーに「APIの有効化」を与えてください。',
    MALFORMED_QUERY:
      'Batonの問い合わせに誤りがあります。mappings/salesforce.yaml の項目名を確認し、上のメッセージをお知らせください。',
    MALFORMED_ID: '項目対応のIDの種類が違います(`recordTypeId`)。mappings/salesforce.yaml を直してください。',
  },
  mover: { admin: '管理者の対応', user: '利用者の対応', vendor: '提供元の対応', baton: 'Batonの対応' },
};
