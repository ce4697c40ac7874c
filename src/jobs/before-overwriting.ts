/** Before fields are written in which a person's later word counts, the record is asked what it says now: a reading may have failed, lag, or lie a minute back. */
import { sameValue } from '../domain/desired.ts';
import { isOwnKind } from '../domain/news.ts';
import { peoplesFields } from '../domain/peoples-fields.ts';
import { type RecordRef, recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import { overwrittenBy } from '../domain/writes.ts';
import type { Connector } from '../ports/connector.ts';
import type { JobContext } from './context.ts';
import { again, takeIn } from './look-first.ts';
import type { Prepared } from './prepare.ts';

/** A record, and what is to be written over in it. */
interface Over {
  readonly target: RecordRef;
  readonly fields: readonly string[];
}

/** A record that says something else by now comes in by the one way in, and is left to what a person said there. Where nobody can say, the write waits. */
export async function beforeOverwriting(
  context: JobContext,
  connector: Connector,
  claimed: readonly Prepared[],
): Promise<readonly Prepared[]> {
  const asked = new Map<number, Over>();
  const fields = new Map<SubjectKey, readonly string[]>();
  const begun = new Set<SubjectKey>();
  for (const one of claimed) {
    const over = peoplesIn(context, one);
    if (over === undefined) continue;
    asked.set(one.row.id, over);
    const key = recordKey(over.target);
    fields.set(key, [...(fields.get(key) ?? []), ...over.fields]);
    if (one.row.attempts > 1) begun.add(key);
  }
  if (connector.look === undefined || asked.size === 0) return claimed;
  const targets = new Map([...asked.values()].map(({ target }) => [recordKey(target), target]));
  const read = await takeIn({ context, connector }, [...targets.values()], (now, known) => {
    const differs = (field: string): boolean =>
      !sameValue(now.fields[field] ?? null, known?.fields[field] ?? null) &&
      !(begun.has(recordKey(now.ref)) && isHalfOfOurs(now, field));
    return now.deleted || (fields.get(recordKey(now.ref)) ?? []).some(differs);
  });
  if ('problem' in read) {
    const { problem } = read;
    return claimed.map((one) => (asked.has(one.row.id) ? { ...one, later: problem } : one));
  }
  const outdated = claimed.filter(({ row }) => {
    const over = asked.get(row.id);
    return over !== undefined && read.taken.has(recordKey(over.target));
  });
  const anew = await again(context, outdated);
  return claimed.map((one) => (asked.has(one.row.id) ? lookedAt(anew.get(one.row.id) ?? one) : one));
}

/** A stage that goes back is emptied first, and the write that was to set it then may have been cut off in between. */
function isHalfOfOurs({ fields, editors }: SourceRecord, field: string): boolean {
  const editor = editors?.[field];
  return field === 'lifecycleStage' && (fields[field] ?? null) === null && editor !== undefined && isOwnKind(editor);
}

function lookedAt(one: Prepared): Prepared {
  return one.write?.kind === 'fields' ? { ...one, write: { ...one.write, looked: true } } : one;
}

/** What the write would do to words of people that have not been read yet. */
function peoplesIn({ settings }: JobContext, { row, write, later, firstFilled = [] }: Prepared): Over | undefined {
  const over = overwrittenBy(write);
  if (row.status === 'unknown' || later !== undefined || over === undefined) return undefined;
  const { system, object } = over.target;
  const mapping = settings.mappings[system].objects[object as 'contact' | 'lead'];
  const fields = peoplesFields(over.fields, mapping, firstFilled);
  return fields.length === 0 ? undefined : { target: over.target, fields };
}
