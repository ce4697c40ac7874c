/** Which addresses are called at all: Salesforce's own, over TLS, or a sandbox's on this machine. */
import { BatonError } from '../../src/domain/problem.ts';
import { isLoopback } from './exchange.ts';

/** Under which Salesforce has orgs and sign-in: everywhere, for the US military, in China (page "My Domain URL Formats"). An API is never had under a company's own name. */
const DOMAINS = ['.salesforce.com', '.salesforce.mil', '.sfcrmproducts.cn', '.sfcrmapps.cn'];
const REMEDY = 'Give the My Domain address, like https://<domain>.my.salesforce.com.';

/** The origin of an org's address. Throws BatonError on any other: a secret that is sent to the wrong one is lost. */
export function trusted(address: string): string {
  if (!URL.canParse(address)) throw new BatonError('SALESFORCE_URL', 'the Salesforce address cannot be read', REMEDY);
  const url = new URL(address);
  if (isLoopback(url)) return url.origin;
  if (url.protocol !== 'https:') throw new BatonError('SALESFORCE_URL', 'the Salesforce address is not https', REMEDY);
  if (url.hostname.endsWith('.lightning.force.com'))
    throw new BatonError('SALESFORCE_URL', 'this is the address of Lightning pages, not of the API', REMEDY);
  if (!DOMAINS.some((domain) => url.hostname.endsWith(domain)))
    throw new BatonError('SALESFORCE_URL', `${url.hostname} is no address of Salesforce's`, REMEDY);
  return url.origin;
}
