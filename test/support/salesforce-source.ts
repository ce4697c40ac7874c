/** The source trees in `connectors/salesforce/metadata`, one per language, of the shipped mapping and agreement. Run by itself, writes them anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownParts } from '../../connectors/salesforce/own-parts.ts';
import { sourceTree } from '../../connectors/salesforce/source-tree.ts';
import { readAgreement } from '../../src/config/agreement.ts';
import { readMappings } from '../../src/config/mappings.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { choicesIn } from '../../src/domain/own-fields.ts';
import type { SourceFile } from '../../src/ports/setup.ts';

export const TREES = fileURLToPath(new URL('../../connectors/salesforce/metadata', import.meta.url));
export const TREE_LANGUAGES = ['en', 'ja'] as const;
export const SHIPPED_PARTS = (language: 'en' | 'ja') => {
  const { terms: agreement } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` });
  const choices = (field: string) => choicesIn('salesforce', field, { agreement, language });
  return ownParts(readMappings(SHIPPED_MAPPINGS).systems.salesforce, { language, choices });
};

export function shippedTree(language: 'en' | 'ja'): readonly SourceFile[] {
  return sourceTree(SHIPPED_PARTS(language), '67.0');
}

if (import.meta.main) {
  rmSync(TREES, { recursive: true, force: true });
  for (const language of TREE_LANGUAGES)
    for (const { path, text } of shippedTree(language)) {
      const to = join(TREES, language, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
}
