/** 台帳のコマンドと、検算の結果。 */
import type { ledger as english } from '../en/ledger.ts';

export const ledger: typeof english = {
  commands: {
    about: '判断の台帳',
    show: 'リード1件の全記録',
    export: '台帳を、Batonなしで誰でも検証できるファイルに書き出す',
    verify: '台帳全体を検算し、最初の不正な記録を示す(書き込み停止の判断も更新)',
    acceptLoss: '失われた記録が戻らないことを承認し、書き込みを再開する',
  },
  verified: (entries, head) => `台帳は正しく検算できました: ${entries}件、末尾のハッシュ ${head}`,
  notVerified: (seq, fault) => `台帳の検算に失敗: ${seq}番(${fault})。正しく検算できるまで何も書き込みません。`,
  howToSettle: (lost) =>
    lost
      ? '対処: データベースを元に戻して `baton ledger verify` を実行してください。戻せない場合は `baton ledger accept-loss`。'
      : '対処: 該当の記録が正しいバックアップにデータベースを戻し、`baton ledger verify` を実行してください。',
  denied: (anchor, size, at) =>
    `${anchor}の内容と異なります。最初に異なるのは${at}のチェックポイント(記録${size}件まで)です。`,
  anchorAgrees: (anchor, checkpoints) => `${anchor}: 保管されたチェックポイント${checkpoints}件すべてと一致しました`,
  anchorUnread: (anchor) => `${anchor}: 読み取れなかったため、照合していません`,
  exported: (entries, checkpoints, file, words) =>
    `記録${entries}件とチェックポイント${checkpoints}件を${file}に書き出しました。誰でも検証できます：\n  node tools/verify/verify.mjs ${words}`,
  lossAccepted: '欠損を台帳に記録しました。書き込みを再開できます。',
  faults: {
    hash: '本文が書き換えられています',
    gap: '記録が欠けています',
    prev: '直前の記録とつながりません',
    columns: '索引列が書き換えられています',
    version: '同じ流れの記録が欠落または重複しています',
    form: '台帳の記録ではありません',
    checkpoint: 'それまでの記録を封じたチェックポイントが合いません',
    lost: 'ディスクに書かれたはずの記録が、ここから失われています',
    replaced: '以前は別の記録がありました',
  },
};
