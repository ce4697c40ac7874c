/** What the official client hands to its middleware, as far as Baton looks at it. */
export interface ClientRequest {
  getUrl(): string;
  setHeaderParam(name: string, value: string): void;
}
export function isRequest(value: unknown): value is ClientRequest {
  return typeof value === 'object' && value !== null && 'getUrl' in value && 'setHeaderParam' in value;
}
export interface ClientResponse {
  readonly httpStatusCode: number;
  readonly headers: Record<string, string>;
  readonly body: { text(): Promise<string> };
}
export function isResponse(value: unknown): value is ClientResponse {
  return typeof value === 'object' && value !== null && 'httpStatusCode' in value && 'body' in value;
}
