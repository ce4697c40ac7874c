/** Which agreement a job goes by: the signed version in force or, before any, the file; what needs the file says so when it is broken. */
import type { AgreementTerms, Settings } from '../ports/settings.ts';
import type { Power } from './power.ts';

/** The file's text. Throws what is wrong in a broken one. */
export function onFile({ agreement }: Pick<Settings, 'agreement'>): AgreementTerms {
  if (agreement.kind === 'broken') throw agreement.error;
  return agreement;
}

/** The version in force, whatever has become of the file; before any, {@link onFile}. */
export function termsOf({ inForce }: Pick<Power, 'inForce'>, settings: Pick<Settings, 'agreement'>): AgreementTerms {
  return inForce ?? onFile(settings);
}
