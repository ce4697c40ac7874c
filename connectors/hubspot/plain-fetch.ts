/** One request of our own: what the official client's own does not do, for it follows redirects, with body and secrets. */

/** What is sent along: nothing, JSON, or a form. */
export interface Sent {
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly authorization?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Every complete answer, whatever its status. Throws as `fetch` does where none came. */
export async function fetchPlainly(
  method: string,
  url: string,
  { body, form, authorization }: Sent,
): Promise<Answered> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const sent = form === undefined ? json : new URLSearchParams(form);
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(typeof sent === 'string' ? { 'content-type': 'application/json' } : {}),
      ...(authorization === undefined ? {} : { authorization }),
    },
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}
