/** Which addresses are called at all: an org's own, over TLS, or a sandbox's on this machine. */
import { BatonError } from '../../src/domain/problem.ts';
import { isLoopback } from './exchange.ts';

/** The origin of an org's address. Throws BatonError on any other. */
export function trusted(address: string): string {
  const remedy = 'Give the My Domain address, like https://<domain>.my.salesforce.com.';
  if (!URL.canParse(address)) throw new BatonError('SALESFORCE_URL', 'the Salesforce address cannot be read', remedy);
  const url = new URL(address);
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw new BatonError('SALESFORCE_URL', 'the Salesforce address is not https', remedy);
  if (url.hostname.endsWith('.lightning.force.com'))
    throw new BatonError('SALESFORCE_URL', 'this is the address of Lightning pages, not of the API', remedy);
  return url.origin;
}
