/** Reads the agreement that the company owns: mappings/agreement.yaml. */
import type { Doubt } from '../domain/agreement/doubt.ts';
import { doubts } from '../domain/agreement/doubts.ts';
import { agreementHash } from '../domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import type { ConfigFault } from './faults.ts';
import { openYaml, type YamlFile, type YamlSource } from './yaml.ts';

export interface AgreementFile {
  readonly terms: Agreement;
  /** What signatures stand under. */
  readonly hash: AgreementHash;
  readonly file: YamlFile<Agreement>;
  /** What its signers should look at twice, with its lines; it loads all the same. */
  readonly doubts: readonly ConfigFault[];
  /** Doubts that the agreement itself accepts, with a reason. */
  readonly accepted: readonly ConfigFault[];
}

/** Well formed and coherent, or a {@link ConfigError}. Whether its pools exist is the team's question: {@link readTeam}. */
export function readAgreement(source: YamlSource): AgreementFile {
  const file = openYaml(source, agreementSchema);
  const { open, accepted } = doubts(file.value);
  const placed = (doubt: Doubt): ConfigFault => {
    const { line: also } = doubt.also === undefined ? {} : file.fault(doubt.also, doubt.says);
    return { ...file.fault(doubt.path, doubt.says, { name: doubt.about }), also };
  };
  return {
    terms: file.value,
    hash: agreementHash(file.value),
    file,
    doubts: open.map(placed),
    accepted: accepted.map(placed),
  };
}
