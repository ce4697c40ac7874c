/** What holds of handoffs: counted among the tasks in Salesforce's world and in the ledger. */

import type { Row } from '../../../connectors/salesforce/sandbox/index.ts';
import { iso } from '../../../src/domain/instant.ts';
import { openHandoffs } from '../../../src/domain/lead.ts';
import { type Invariant, NOTE_KEY, type Seen } from './seen.ts';

/** Deleted ones too: two of them were two. */
function tasksOf({ scene }: Seen): readonly Row[] {
  return [...scene.stage.salesforce.world.org.rows.all('Task')].filter(
    (row) => typeof row['Baton_Handoff__c'] === 'string',
  );
}

const oneTaskAKey: Invariant = {
  name: 'never two tasks for one handoff',
  broken: (seen) => {
    const counts = new Map<string, number>();
    for (const row of tasksOf(seen)) {
      const key = String(row['Baton_Handoff__c']);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].filter(([, count]) => count > 1).map(([key, count]) => `${count} tasks have ${key}`);
  },
};

const decidedFirst: Invariant = {
  name: 'no task without a decision in the ledger before it',
  broken: (seen) =>
    tasksOf(seen).flatMap((row) => {
      const key = String(row['Baton_Handoff__c']);
      const decision = seen.fold.decided.get(key);
      const made = iso(Temporal.Instant.from(String(row['CreatedDate'])));
      if (decision === undefined) return [`task ${row['Id']} has ${key}, which nobody decided`];
      return decision.at.slice(0, 19) > made.slice(0, 19)
        ? [`task ${row['Id']} of ${made} was decided at ${decision.at}`]
        : [];
    }),
};

const oneNoteAKey: Invariant = {
  name: 'at most one note in HubSpot for a handoff, which the ledger decided',
  broken: ({ scene, fold }) => {
    const keys = scene.stage.hubspot.world.portal.store.all('notes').flatMap(({ values }) => values[NOTE_KEY] ?? []);
    return [...new Set(keys)].flatMap((key) => {
      const count = keys.filter((one) => one === key).length;
      return [
        ...(count > 1 ? [`${count} notes have ${key}`] : []),
        ...(fold.decided.has(key) ? [] : [`a note has ${key}, which nobody decided`]),
      ];
    });
  },
};

const oneOpenHandoff: Invariant = {
  name: 'at most one open handoff a person',
  broken: ({ fold }) => {
    const open = new Map<string, string[]>();
    for (const [lead, { state }] of fold.leads) {
      const root = fold.rootOf(lead);
      const keys = openHandoffs(state).map(({ key, type, status }) => `${key} (${type}, ${status}, of ${lead})`);
      open.set(root, [...(open.get(root) ?? []), ...keys]);
    }
    return [...open].filter(([, keys]) => keys.length > 1).map(([lead, keys]) => `${lead} has ${keys.join(' and ')}`);
  },
};

/** The task that the ledger names is the one that has the key. */
const taskAsTold: Invariant = {
  name: 'the ledger names the task that was made',
  broken: (seen) => {
    const made = new Map(tasksOf(seen).map((row) => [String(row['Id']), String(row['Baton_Handoff__c'])]));
    const named: string[] = [];
    for (const [lead, { state }] of seen.fold.leads)
      for (const { key, taskId } of state.handoffs)
        if (taskId !== undefined && taskId !== null && made.get(taskId) !== key)
          named.push(`${lead}: ${key} has task ${taskId}, which has ${made.get(taskId)}`);
    return named;
  },
};

const noneIsStuck: Invariant = {
  name: 'in the end every handoff has its task, is refused with a problem, or is closed',
  broken: async (seen) => {
    if (!seen.quiet) return [];
    const problems = new Set((await seen.scene.stage.operations.problems({})).map(({ key }) => key));
    const rows = await seen.run(`select key, status from outbox where kind = 'deed' and system = 'salesforce'`);
    const deeds = new Map(rows.map((row) => [String(row['key']), String(row['status'])]));
    const stuck: string[] = [];
    for (const [lead, { state }] of seen.fold.leads)
      for (const { key, status } of openHandoffs(state)) {
        const deed = deeds.get(key) ?? 'no deed';
        if (status === 'decided') stuck.push(`${lead}: ${key} is decided, and its deed is ${deed}`);
        else if (status === 'refused' && !problems.has(`write salesforce ${key}`))
          stuck.push(`${lead}: ${key} is refused (${deed}), and no problem says so`);
      }
    return stuck;
  },
};

/** Whoever looks at their tasks sees what is theirs to do, and no more. */
const tasksAreClosed: Invariant = {
  name: 'in the end a handoff that is over has no open task, and nobody has two',
  broken: async (seen) => {
    if (!seen.quiet) return [];
    const refused = new Set((await seen.scene.stage.operations.problems({})).map(({ key }) => key));
    const open = new Map<string, string[]>();
    const wrong: string[] = [];
    for (const row of tasksOf(seen)) {
      if (row['IsDeleted'] === true || row['IsClosed'] === true) continue;
      const key = String(row['Baton_Handoff__c']);
      const lead = seen.fold.decided.get(key)?.lead;
      if (lead === undefined || refused.has(`write salesforce ${key}`) || refused.has(`write salesforce close-${key}`))
        continue;
      const root = seen.fold.rootOf(lead);
      open.set(root, [...(open.get(root) ?? []), key]);
      const handoff = seen.fold.leads.get(lead)?.state.handoffs.find((one) => one.key === key);
      if (handoff?.status === 'closed') wrong.push(`${lead}: ${key} is over, and its task ${row['Id']} is open`);
    }
    return [
      ...wrong,
      ...[...open].filter(([, keys]) => keys.length > 1).map(([lead, keys]) => `${lead} has ${keys.join(' and ')}`),
    ];
  },
};

export const OF_HANDOFFS: readonly Invariant[] = [
  oneTaskAKey,
  oneNoteAKey,
  decidedFirst,
  oneOpenHandoff,
  taskAsTold,
  noneIsStuck,
  tasksAreClosed,
];
