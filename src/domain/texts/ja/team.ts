/** チーム、当番、時間の内訳。 */
import type { team as english } from '../en/team.ts';

export const team: typeof english = {
  commands: {
    team: 'メンバー、対応中の件数、不在を表示',
    capacity: '営業の受け入れ枠（マトリクスのどの区分まで渡すか）を変更。新しい版は不要で、台帳に残ります',
    away: 'メンバーの不在を登録（その間はリードを渡しません）',
    back: 'コマンドで登録した不在を取り消し',
    route: '誰に渡るか、なぜかを表示（何も書き込みません）',
  },
  argument: { capacity: 'tight、normal、slackのいずれか', member: 'team.yamlのキー' },
  option: {
    by: '決めた人の氏名（営業責任者）',
    from: '初日（YYYY-MM-DD）',
    to: '最終日（YYYY-MM-DD）',
    try: '試すリード：メールアドレス、またはHubSpot・SalesforceのレコードID',
  },
  day: '日付（YYYY-MM-DD）',
  columns: {
    key: 'キー',
    name: '氏名',
    department: '部門',
    pools: '当番表',
    weight: '比重',
    open: '対応中',
    cap: '上限',
    now: '現在',
  },
  capacity: { tight: '逼迫（最良の区分のみ）', normal: '通常（2区分）', slack: '余裕あり（3区分）' },
  room: (capacity, cells) =>
    `営業の受け入れ枠: ${capacity}${cells === undefined ? '（合意書に定めがないため、渡す相手は変わりません）' : `（${cells}）`}`,
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
  wouldGo: (who, to, handoff) => `${who} → ${to}（${handoff}）`,
  notDue: 'いまは引き渡しの時期ではありません。引き渡すものとして試しました。',
  pool: (pool, route) => `当番表 ${pool}${route === undefined ? '' : `（振り分け「${route}」）`}:`,
  chosen: (member, reason) => `${member}: ${reason}`,
  skipped: (member, because) => `対象外 ${member}: ${because}`,
  nobody: '受けられる人がいません。キューに入り、ToDoは管理者に届きます',
};
