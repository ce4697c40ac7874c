/** Sends what a world has to send by itself, e.g. webhooks: the world decides what and when, this carries it. */

/** One call that a world makes. */
export interface OutboundCall {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Outbound {
  /** Calls that are due, each handed out once, at most as many as may be under way at a time; empty when nothing is due. */
  due(now: Temporal.Instant): readonly OutboundCall[];
  /** What came back: the status, or undefined for a broken connection or no answer in time. */
  settle(id: string, status: number | undefined, now: Temporal.Instant): void;
}

export interface Delivered {
  readonly call: OutboundCall;
  readonly status: number | undefined;
}

/** How long HubSpot waits for a receiver ("Webhooks API guide", HubSpot developer documentation). */
const ANSWER_MS = 5_000;
/** Far above what an import of a million events takes; ends a world that feeds itself. */
const MAX_ROUNDS = 5_000;

/** Sends until nothing is due. Calls under way together are settled in the order in which they were handed out. */
export async function deliverDue(outbound: Outbound, now: () => Temporal.Instant): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const calls = outbound.due(now());
    if (calls.length === 0) break;
    const results = await Promise.all(calls.map(async (call) => ({ call, status: await send(call) })));
    for (const { call, status } of results) outbound.settle(call.id, status, now());
    delivered.push(...results);
  }
  return delivered;
}

async function send({ method, url, headers, body }: OutboundCall): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // Whatever kept the answer away, the vendor sees the same: none came.
    return undefined;
  }
}

/**
 * Delivers at this pace of real time until told to end, one delivery at a time. `deliver` must not throw for a receiver that is away; if it throws, the
 * sandbox is broken and the process hears of it.
 */
export function keepDelivering(deliver: () => Promise<unknown>, everyMs: number): () => Promise<void> {
  let under: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    under ??= deliver().finally(() => {
      under = undefined;
    });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await under;
  };
}
