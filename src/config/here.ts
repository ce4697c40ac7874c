/** Where addresses lead: this computer itself, or somewhere that may be trusted with credentials. */

/** This computer itself, as an address names it. */
export const HERE: readonly string[] = ['localhost', '127.0.0.1', '::1', '[::1]'];

/** Where credentials may be sent: TLS, or this computer. What is no address at all is another fault. */
export function isSafe(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return true;
  return url.protocol === 'https:' || (url.protocol === 'http:' && HERE.includes(url.hostname));
}

/** The pages of Lightning Experience, which people see in their browser, have another address than Salesforce's API. */
export function hasApi(text: string): boolean {
  return URL.parse(text)?.hostname.endsWith('.lightning.force.com') !== true;
}
