/** A signed version is handed out by the beginning of its hash, or as the one in force. */
import { expect, test } from 'vitest';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { iso } from '../../src/domain/instant.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { MONDAY, openStage } from '../support/stage.ts';

test('a signed version is handed out by the beginning of its hash, or as the one in force', async () => {
  const stage = await openStage();
  try {
    const { hash, terms } = onFile(stage.context.settings);
    const ask = (version: string) => stage.operations.agreementText({ version });
    await expect(ask('in-force')).rejects.toMatchObject({ code: 'NOT_SIGNED' });
    await expect(ask(hash.slice(0, 8))).rejects.toMatchObject({ code: 'NO_SUCH_VERSION' });
    for (const { department, head } of terms.parties) await stage.operations.sign({ department, name: head });
    const kept = { hash, text: keptText(terms) };
    expect([await ask('in-force'), await ask(hash), await ask(hash.slice(0, 8))]).toEqual([kept, kept, kept]);
    const other = `${hash.slice(0, 8)}${'0'.repeat(56)}`;
    await stage.store.transaction((tx) => tx.installation.keepAgreement(other, '{}', iso(MONDAY)));
    await expect(ask(hash.slice(0, 8))).rejects.toMatchObject({ code: 'SEVERAL_VERSIONS' });
  } finally {
    await stage.close();
  }
});
