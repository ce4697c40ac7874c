/** Reads the agreement that the company owns: mappings/agreement.yaml. */
import { agreementHash } from '../domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import { openYaml, type YamlFile, type YamlSource } from './yaml.ts';

export interface AgreementFile {
  readonly terms: Agreement;
  /** What signatures stand under. */
  readonly hash: AgreementHash;
  readonly file: YamlFile<Agreement>;
}

/** Well formed and coherent, or a {@link ConfigError}. Whether its pools exist is the team's question: {@link readTeam}. */
export function readAgreement(source: YamlSource): AgreementFile {
  const file = openYaml(source, agreementSchema);
  return { terms: file.value, hash: agreementHash(file.value), file };
}
