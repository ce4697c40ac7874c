/** Finds the version of an agreement that a command line names: a file, a shipped preset, the installation's own, or one that was signed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agreementFileOf, type ConfigFault, PRESETS, presetAgreement, reachBaton, readAgreement } from '../app.ts';
import { readKept } from '../domain/agreement/kept.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import { BatonError } from '../domain/problem.ts';
import type { AgreementTextReport } from '../ports/reports.ts';

export interface Version {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
  /** Of a file: what its signers should look at twice, and what they have accepted. */
  readonly doubts?: readonly ConfigFault[];
  readonly accepted?: readonly ConfigFault[];
}

/** Fetches a signed version, as the operation `agreementText` does; thrown where there is none, or several. */
export type SignedVersions = (given: string) => Promise<AgreementTextReport>;

/** What can only mean a signed version, once it is no file and no preset. */
const SIGNED = /^(in-force|[0-9a-f]{4,64})$/;

/** The word for the installation's own agreement. */
export const OWN = 'file';

/** `home` is the folder with baton.yaml. Throws ConfigError for a file with faults, BatonError `NO_SUCH_VERSION` where nothing is meant. */
export async function resolveVersion(
  given: string,
  { home, signed }: { readonly home: string; readonly signed: SignedVersions },
): Promise<Version> {
  if (given === OWN) return readAgreement({ path: agreementFileOf(join(home, 'baton.yaml')) });
  const preset = PRESETS.find((name) => name === given);
  if (preset !== undefined) return readAgreement({ path: presetAgreement(preset) });
  if (/[\\/]|\.ya?ml$/i.test(given) || existsSync(given)) return readAgreement({ path: given });
  if (SIGNED.test(given)) {
    const { hash, text } = await signed(given);
    return { hash, terms: readKept(hash, text) };
  }
  const names = PRESETS.join(', ');
  throw new BatonError(
    'NO_SUCH_VERSION',
    `there is no agreement ${given}`,
    `name a YAML file, \`${OWN}\` for the installation's own, \`in-force\`, a signed version's hash (four digits or more), or a preset: ${names}`,
    { asked: given, presets: names },
  );
}

/** Opens Baton for the one question, through the socket of a running `work` where there is one. */
export function signedVersionsOf(home: string): SignedVersions {
  return async (version) => {
    const { operations, close } = await reachBaton(home);
    try {
      return await operations.agreementText({ version });
    } finally {
      await close();
    }
  };
}
