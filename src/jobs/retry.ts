/** RETRY: after a person has mended the cause, what a system refused is sent again, under the same key; so is a notice that was given up. */
import { iso } from '../domain/instant.ts';
import type { RetryReport } from '../ports/reports.ts';
import type { JobContext } from './context.ts';

/** Only deeds stay refused; a field that was refused is compared and sent anew with the next change. */
export async function retry(context: JobContext): Promise<RetryReport> {
  return context.store.transaction(async (tx) => {
    const refused = (await tx.outbox.pending()).filter(({ status }) => status === 'rejected');
    for (const { id, kind } of refused) if (kind === 'deed') await tx.outbox.reopen(id, iso(context.runtime.now()));
    const notices = await tx.notices.retry(iso(context.runtime.now()));
    return { retried: refused.length, notices: notices.length };
  });
}
