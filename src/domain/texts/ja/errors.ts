/** 利用者の対応が必要なエラー。 */
import type { ErrorAbout } from '../../problem.ts';
import type { ErrorText, errors as english } from '../en/errors.ts';

const asThrown = (_: ErrorAbout, own: ErrorText): ErrorText => own;

export const errors: typeof english = {
  CONFIG: asThrown,
  WRONG_USE: ({ at }, own) =>
    at === undefined
      ? own
      : {
          message: `${at} はまだ先の時点です`,
          remedy:
            '--at には終わった日か過ぎた時刻を指定してください。指定しなければ `baton explain` は現在の内容を示します',
        },
  CANCELLED: (_, { remedy }) => ({ message: '中止しました。何も作成していません。', remedy }),
  HOME_IN_USE: ({ folder }) => ({
    message: `${folder} には既に baton.yaml があります。デモは空のフォルダーで始めます`,
    remedy: '--home で別のフォルダーを指定するか、--home を付けずに実行してください(一時フォルダーを使います)',
  }),
  NEEDS_URL: ({ given }, { remedy }) => ({
    message:
      given === undefined
        ? 'Salesforceの「私のドメイン」のURLが必要です'
        : `${given} はAPIのURLではありません。Salesforceの「私のドメイン」のURLが必要です`,
    remedy,
  }),
  PORT_IN_USE: ({ address }) => ({
    message: `${address} は他のプログラムが使用中です`,
    remedy: '別のポートを指定してください(0なら空きポート)。コマンドのオプションは --help で確認できます',
  }),
  PATH: ({ path, code }) => ({
    message: `${path} を使えません(${code})`,
    remedy: 'ファイルまたはフォルダーの有無、所有者、権限、空き容量を確認してください',
  }),
  DISK_FULL: ({ directory, mebibytes, least }) => ({
    message: `${directory} のあるディスクの空き容量が ${mebibytes} MiBしかないため、何も書き込みません`,
    remedy: `空き容量を ${least} MiB以上にしてください`,
  }),
  OTHER_ACCOUNT: ({ account, pinned }) => ({
    message: `接続情報はアカウント ${account} のものですが、この環境は ${pinned} 専用です`,
    remedy: `元の接続情報に戻すか、別のフォルダーで始めてください。同じ会社のデータで番号だけが変わった場合: baton doctor --confirm-account ${account}`,
  }),
  NO_SUCH_ACCOUNT: ({ asked }) => ({
    message: `現在の接続情報では、アカウント ${asked} につながりません`,
    remedy: 'どのアカウントにつながっているかは `baton doctor` で確認できます',
  }),
  NEEDS_YES: ({ look, yes }) => ({
    message: '削除には確認が必要ですが、ここでは確認できません。何も削除していません',
    remedy: `\`${look}\` で内容を確かめてから、\`${yes}\` を実行してください`,
  }),
  FOLDER_IN_USE: ({ folder }) => ({
    message: `${folder} には他のファイルがあります`,
    remedy: '新しいフォルダーか空のフォルダーを指定してください',
  }),
  NOT_A_PARTY: ({ department, parties }) => ({
    message: `${department} はこの合意書の署名者ではありません`,
    remedy: `次のいずれかを指定してください: ${parties}`,
  }),
  NO_SUCH_MEMBER: ({ member, members }) => ({
    message: `${member} はチームのメンバーではありません`,
    remedy: `次のいずれかを指定してください: ${members}`,
  }),
  NOT_ARMED: () => ({
    message: 'いまは何も決定されません(未許可、停止中、または台帳を検算できません)',
    remedy: 'baton status; baton arm tasks',
  }),
  NOT_ASKED: ({ name, lead }) => ({
    message: `${lead} について、${name} さんへの依頼はありません`,
    remedy: `baton explain ${lead}`,
  }),
  NO_SUCH_POOL: ({ pools }) => ({
    message: `team.yamlに当番表 ${pools} がありません`,
    remedy: 'poolsに追加してください',
  }),
  NO_CHANNEL: ({ member }) => ({
    message: `${member} に届く通知の手段がありません`,
    remedy: 'baton.yamlのnotifyで手段を有効にするか、team.yamlのそのメンバーのnotifyを見直してください',
  }),
  NOT_SIGNED: () => ({
    message: '発効している合意書がありません。署名前は試行だけができます',
    remedy: 'baton agreement sign --as <部門> --by <氏名> を全部門について実行してください',
  }),
  NO_SUCH_VERSION: ({ asked, presets }) => ({
    message: `${asked} という合意書は見つかりません`,
    remedy: `YAMLファイルのパス、この設定フォルダーの合意書を指す file、ひな型の名前${presets === undefined || presets === '' ? '' : `(${presets})`}、発効中の版を指す in-force、署名済みの版のハッシュ(先頭4文字以上)のいずれかを指定してください`,
  }),
  SEVERAL_VERSIONS: ({ asked }) => ({
    message: `${asked} で始まる署名済みの合意書が複数あります`,
    remedy: 'ハッシュをもう少し長く指定してください',
  }),
  NOTHING_KEPT: ({ asked }) => ({
    message: `${asked} のレコードは保存されていません`,
    remedy: '消去済みかどうかは `baton ledger show <リード>` で確かめられます',
  }),
  NO_SUCH_RECORD: ({ asked }) => ({
    message: `${asked} は、リードに紐付いたレコードではありません`,
    remedy: 'baton explain に表示される形(salesforce/lead/00Q…)で指定してください',
  }),
  ONLY_RECORD: ({ asked }) => ({
    message: `${asked} は、そのリードのただ1つのレコードです`,
    remedy: '分けるものがありません。判断が必要なものは baton identity で確認できます',
  }),
  ONE_LEAD: ({ one, other }) => ({
    message: `${one} と ${other} は、すでに同じリードです`,
    remedy: 'レコードを独立したリードにするには baton identity split <record> を実行してください',
  }),
  NO_SUCH_PROBLEM: ({ asked }) => ({
    message: `${asked} という問題はありません`,
    remedy: 'baton problems list に表示される番号を指定してください',
  }),
  NO_SUCH_LEAD: ({ asked }) => ({
    message: `${asked} に該当するリードはありません`,
    remedy:
      'HubSpotまたはSalesforceに表示されるメールアドレスかレコードIDを指定してください。新しいものは baton pull で読み込みます',
  }),
  DISTRUSTED: () => ({
    message: '台帳が正しく検算できないため、書き込みを許可できません',
    remedy: 'baton ledger verify で該当箇所を確認してください',
  }),
  NOTHING_LOST: () => ({
    message: '台帳に失われた記録はありません。承認するものがありません',
    remedy: 'baton ledger verify で状態を確認してください',
  }),
  DIRECTORY_IN_USE: ({ pid, host, since, path }) => ({
    message: `データフォルダーは${pid === undefined ? '他のプロセス' : ` ${host} のプロセス ${pid}(${since} から稼働)`}が使用中です`,
    remedy: `そのプロセスを終了してください。確実に動いていない場合は ${path} を削除してください`,
  }),
  NO_ANSWER: () => ({ message: '稼働中のBatonが応答しません', remedy: 'baton status で確認してください' }),
  NEVER_DONE: () => ({ message: '終わらない処理があります', remedy: 'baton problems で確認してください' }),
  NO_QUEUE: asThrown,
  QUEUE_SILENT: ({ limitMs }) => ({
    message: `キューが${limitMs}ミリ秒以内に応答しませんでした。処理すべき内容はデータベースにあり、失われません`,
    remedy: 'キューのPostgreSQLまたはRedisが応答するか確認してください',
  }),
  QUEUE_UNREACHABLE: ({ what, host, why }) => ({
    message: `キューの${what}(${host})を使えません: ${why}`,
    remedy: `${what}が稼働しているか、設定のアドレス・ユーザー・パスワード・スキーマ作成権限を確認してください`,
  }),
  REDIS_EVICTS: ({ policy }) => ({
    message: `Redisがジョブを捨てる設定です: maxmemory-policy が ${policy} で、noeviction ではありません`,
    remedy: 'redis.conf(またはサービスの設定)で maxmemory-policy noeviction とするか、Baton専用のRedisを使ってください',
  }),
  SCHEMA_NAME: ({ schema }) => ({
    message: `スキーマ名として使えません: ${schema}`,
    remedy: '英小文字・数字・下線を使ってください',
  }),
  SCHEMA_UNKNOWN: ({ why }) => ({
    message: `このデータベースは別の版のBatonで作られています: ${why}`,
    remedy: '最後に使った版、またはより新しい版のBatonで実行してください',
  }),
  DATABASE_UNREACHABLE: ({ host, why }) => ({
    message: `PostgreSQL(${host})を使えません: ${why}`,
    remedy: '稼働しているか、設定のアドレス・ユーザー・パスワード・データベース名・スキーマ作成権限を確認してください',
  }),
  DATABASE_READ_ONLY: ({ host }) => ({
    message: `PostgreSQL(${host})に書き込めません: スタンバイか読み取り専用です`,
    remedy: 'プライマリサーバーのアドレスを指定してください',
  }),
  DATABASE_FORGETS: ({ host, setting }) => ({
    message: `PostgreSQL(${host})の${setting}がoffです: 停電などの後、確定した記録が失われるおそれがあります`,
    remedy: `サーバー、またはこのユーザーとデータベースの${setting}をonにしてください`,
  }),
  SALESFORCE_KEY: () => ({
    message: 'Salesforce用の秘密鍵を読み取れません',
    remedy: '外部クライアントアプリに登録した証明書に対応する、RSA秘密鍵のPEMファイルを指定してください',
  }),
  SALESFORCE_URL: () => ({
    message: 'Salesforceのアドレスが正しくありません',
    remedy: '「私のドメイン」のURLを指定してください: https://<ドメイン>.my.salesforce.com',
  }),
  SALESFORCE_VERSION: asThrown,
  NOT_AN_APP: () => ({
    message: 'HubSpotは固定トークンで接続されているため、許可の手続きは不要です',
    remedy:
      'OAuthアプリを使う場合は、HUBSPOT_CLIENT_ID、HUBSPOT_CLIENT_SECRET、BATON_SECRET_KEYを設定し、HUBSPOT_TOKENを外してください',
  }),
  NOT_BY_CONSENT: () => ({
    message: 'Salesforceは、ブラウザーでの許可がいらない認証情報で接続されています',
    remedy:
      'ブラウザーで許可する場合は、baton.yamlのsystems.salesforceに signIn: consent と書き、SALESFORCE_CLIENT_IDとBATON_SECRET_KEYを設定してください',
  }),
  NOT_AGREED: () => ({
    message: 'ブラウザーで接続が許可されませんでした',
    remedy: 'もう一度実行し、表示されたアドレスを開いて、アカウントを選び許可してください',
  }),
  NOT_CONNECTED: ({ status, detail, redirectUri, system }) => ({
    message: `${system}からトークンを取得できませんでした: ${status}、${detail}`,
    remedy: `アプリのクライアントIDとシークレット、リダイレクトURL(${redirectUri})を確認して、もう一度実行してください`,
  }),
  SECRET_KEY: ({ system }) => ({
    message: `${system}のトークンは、BATON_SECRET_KEYとは別の鍵で暗号化されています。何も変更していません`,
    remedy:
      '以前の鍵をBATON_SECRET_KEYに設定してください。鍵を替えるときは、以前の鍵をBATON_SECRET_KEY_OLDに入れて一度起動します。鍵を失った場合は接続し直してください',
  }),
  SECRET_CHANGED: ({ system }) => ({
    message: `保存されている${system}のトークンが、暗号化した内容と一致しません。何も変更していません`,
    remedy: 'データベースが書き換えられた可能性があります。原因を調べてから接続し直してください',
  }),
  TOKENS_BUSY: ({ system }) => ({
    message: `別のワーカーによる${system}のトークン更新が数分たっても終わりません`,
    remedy: 'このデータベースを使うBatonが1組だけか確認し、ワーカーを再起動してください',
  }),
  STREAM: asThrown,
  CSV: (_, { message }) => ({
    message,
    remedy: '示された箇所を直して、もう一度読み込んでください。何も読み込まれていません',
  }),
  CSV_EMPTY: (_, { message }) => ({ message, remedy: '1行目に列名のあるファイルを指定してください' }),
  CSV_INVALID: (_, { message }) => ({
    message,
    remedy: '示された箇所を直して、もう一度読み込んでください。何も読み込まれていません',
  }),
};
