/** Finds the version of an agreement that a command line names: a file, a shipped preset, the installation's own, or one that was signed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { agreementFileOf, type ConfigFault, readAgreement, SHIPPED_MAPPINGS } from '../app.ts';
import { readKept } from '../domain/agreement/kept.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import { BatonError } from '../domain/problem.ts';

export interface Version {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
  /** Of a file: what its signers should look at twice, and what they have accepted. */
  readonly doubts?: readonly ConfigFault[];
  readonly accepted?: readonly ConfigFault[];
}

/** Looks among the signed versions, as the operation of the process that owns the data does; undefined where none is meant. */
export type SignedVersions = (
  given: string,
) => Promise<{ readonly hash: AgreementHash; readonly text: string } | undefined>;

const PRESETS = join(SHIPPED_MAPPINGS, 'presets');
/** The word for the installation's own agreement. */
export const OWN = 'file';

/** `home` is the folder with baton.yaml. Throws ConfigError for a file with faults, BatonError `NO_SUCH_VERSION` where nothing is meant. */
export async function resolveVersion(
  given: string,
  { home, signed }: { readonly home: string; readonly signed?: SignedVersions | undefined },
): Promise<Version> {
  if (given === OWN) return readAgreement({ path: agreementFileOf(join(home, 'baton.yaml')) });
  const preset = join(PRESETS, given, 'agreement.yaml');
  if (presets().includes(given)) return readAgreement({ path: preset });
  if (/[\\/]|\.ya?ml$/i.test(given) || existsSync(given)) return readAgreement({ path: given });
  const kept = await signed?.(given);
  if (kept !== undefined) return { hash: kept.hash, terms: readKept(kept.hash, kept.text) };
  const names = presets().join(', ');
  throw new BatonError(
    'NO_SUCH_VERSION',
    `there is no agreement ${given}`,
    `name a YAML file, \`${OWN}\` for the installation's own${names === '' ? '' : `, or a preset: ${names}`}`,
    { asked: given, presets: names },
  );
}

function presets(): readonly string[] {
  if (!existsSync(PRESETS)) return [];
  return readdirSync(PRESETS).filter((name) => existsSync(join(PRESETS, name, 'agreement.yaml')));
}
