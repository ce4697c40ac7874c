/** チーム、当番、時間の内訳。 */
import type { team as english } from '../en/team.ts';

export const team: typeof english = {
  commands: {
    approve: '承認待ちの引き渡しを承認',
    accept: '引き渡されたリードを受諾',
    decline: '依頼を断る：承認しない、または引き渡されたリードを受けない',
    team: 'メンバー、対応中の件数、不在を表示',
    capacity: '営業の受け入れ枠(マトリクスのどの区分まで渡すか)を変更。新しい版は不要で、台帳に残ります',
    away: 'メンバーの不在を登録(その間はリードを渡しません)',
    back: 'コマンドで登録した不在を取り消し',
    route: '誰に渡るか、なぜかを表示(何も書き込みません)',
  },
  replied: (to, yes, handoffs) => {
    const what = {
      approval: yes ? '承認しました' : '承認しませんでした',
      acceptance: yes ? '受諾しました' : '辞退しました',
    }[to];
    if (handoffs === 0) return `${what}。台帳に記録済みです。`;
    return `${what}。${to === 'approval' ? 'リードを引き渡します。' : 'リードは別の担当に渡ります。'}`;
  },
  argument: { capacity: 'tight、normal、slackのいずれか', member: 'team.yamlのキー' },
  option: {
    by: '決めた人の氏名(営業責任者)',
    from: '初日(YYYY-MM-DD)',
    to: '最終日(YYYY-MM-DD)',
    try: '試すリード：メールアドレス、またはHubSpot・SalesforceのレコードID',
  },
  day: '日付(YYYY-MM-DD)',
  delays: {
    command: '条件を満たしてから初回接触までの時間の内訳(マーケティング、承認者、Baton、割り当て、担当者)',
    since: 'この日または時点より後の引き渡しのみ',
    neglected: '代わりに、Batonの引き渡しがなくても営業の手元で期限を過ぎて放置されているリードを表示',
    opening: (over, open) => `完了した引き渡し ${over}件、待ち ${open}件`,
    columns: { waiter: '待ち先', mean: '平均', median: '中央値', p95: '95パーセンタイル' },
    hours: (hours) => `${hours}時間`,
    waiter: {
      marketing: 'マーケティング',
      approver: '承認者',
      baton: 'Batonと送信待ち',
      routing: '割り当て(キュー)',
      rep: '担当者',
    },
    all: '全体',
    idleBy: { touch: '最終接触', stage: '段階の開始', change: 'レコードの更新' },
    due: '期限',
    owner: '所有者',
  },
  columns: {
    pools: '当番表',
    weight: '比重',
    open: '対応中',
    cap: '上限',
  },
  capacity: { tight: '逼迫(最良の区分のみ)', normal: '通常(2区分)', slack: '余裕あり(3区分)' },
  room: (capacity, cells) =>
    `営業の受け入れ枠: ${capacity}${cells === undefined ? '(合意書に定めがないため、渡す相手は変わりません)' : `(${cells})`}`,
  away: (from, to) => `不在 ${from}〜${to}`,
  inactive: 'Salesforceに有効なユーザーなし',
  atWork: '勤務時間内',
  offHours: '勤務時間外',
  because: {
    absent: '不在',
    cap: '対応中の件数が上限',
    excluded: 'このリードを以前担当',
    'no-salesforce-user': 'Salesforceに有効なユーザーなし',
    'off-hours': '勤務時間外',
  },
  reason: { 'account-owner': '取引先の所有者', turn: '当番', 'nobody-available': '受けられる人がいません' },
  wouldGo: (who, to, handoff) => `${who} → ${to}(${handoff})`,
  notDue: 'いまは引き渡しの時期ではありません。引き渡すものとして試しました。',
  pool: (pool, route) => `当番表 ${pool}${route === undefined ? '' : `(振り分け「${route}」)`}:`,
  chosen: (member, reason) => `${member}: ${reason}`,
  skipped: (member, because) => `対象外 ${member}: ${because}`,
  nobody: '受けられる人がいません。キューに入り、ToDoは管理者に届きます',
};
