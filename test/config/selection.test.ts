/** The selection rule as it is written in mappings/hubspot.yaml: what it may ask, and what is said of one that would leave everybody out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/faults.ts';
import { readMappings } from '../../src/config/mappings.ts';
import { mappingText } from '../support/judging.ts';

function told(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('the selection', () => {
  const folderWith = (selection: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'baton-selection-'));
    for (const name of ['salesforce.yaml', 'statuses.yaml', 'free-mail.yaml'])
      writeFileSync(join(folder, name), mappingText(name));
    writeFileSync(join(folder, 'hubspot.yaml'), `${mappingText('hubspot.yaml')}\n${selection}\n`);
    return folder;
  };
  const saidOf = (selection: string): string => {
    const folder = folderWith(selection);
    try {
      return told(() => readMappings(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('may ask for fields that some mapping reads, alone or with a list', () => {
    const fine =
      "selection: { list: '42', when: { all: [{ attribute: region, in: [東京都] }, { not: { attribute: optedOut, in: [true] } }] } }";
    expect(saidOf(fine)).toBe('');
  });

  test('is refused where it asks for a field that nothing reads: everybody would be outside', () => {
    const said = saidOf('selection: { when: { any: [{ attribute: reigon, in: [東京都] }] } }');
    expect(said).toContain('hubspot.yaml');
    expect(said).toContain('reigon');
    expect(said).toContain('region');
  });

  test('is refused where it asks for more than fields: points and stages belong to the agreement', () => {
    expect(saidOf('selection: { when: { score: total, atLeast: 10 } }')).toContain('hubspot.yaml');
  });
});
