/** Forms that do not ask for the timeframe: what is not asked is not known, and a lead whose timeframe is unknown is held or called in vain. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { Attempt } from '../kit/send.ts';
import { CHECK } from './check-token.ts';
import type { Reading } from './reading.ts';

/** Page "Forms": dependent fields are asked too, once another is answered. */
const field = z.looseObject({
  name: z.string(),
  dependentFields: z
    .array(z.looseObject({ dependentField: z.looseObject({ name: z.string() }).optional() }))
    .default([]),
});
const forms = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().default(''),
      fieldGroups: z.array(z.looseObject({ fields: z.array(field).default([]) })).default([]),
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).optional(),
});
type Form = z.infer<typeof forms>['results'][number];

/** Pages of the list that are looked at, and forms that are named. */
const MOST_PAGES = 20;
const MOST_NAMED = 30;

export async function checkForms(reading: Reading): Promise<readonly Finding[]> {
  const mapping = reading.mapping.objects.contact;
  const all = await allForms(reading);
  if (all.state !== 'answered')
    return [{ name: 'scope', ok: false, severity: 'warning', detail: 'forms', problem: all.problem }];
  const timeframe = mapping === undefined ? undefined : (mapping.read['timeframe'] ?? mapping.write['timeframe']?.to);
  if (timeframe === undefined) {
    const at = { file: 'mapping', path: ['objects', 'contact', 'read'] } as const;
    const says = { says: 'timeframe-unmapped', about: {}, mover: 'admin' } as const;
    return [{ name: 'form', ok: false, severity: 'warning', detail: 'timeframe', at, ...says }];
  }
  const silent = all.value.filter((form) => !asks(form, timeframe));
  if (silent.length === 0) {
    const count = String(all.value.length);
    return [{ name: 'form', ok: true, detail: count, says: 'forms-fine', about: { count, property: timeframe } }];
  }
  const named = silent.slice(0, MOST_NAMED).map((form): Finding => {
    const index = reading.mapping.forms.findIndex((one) => one.form === form.id || one.form === form.name);
    const about = { form: form.name || form.id, property: timeframe };
    const base = { name: 'form', ok: false, severity: 'warning', detail: form.id, says: 'form-silent', about } as const;
    const place = { at: { file: 'mapping', path: ['forms', String(index)] } } as const;
    return { ...base, mover: 'user', ...(index < 0 ? {} : place) };
  });
  const more = silent.length - named.length;
  if (more === 0) return named;
  const rest = { detail: String(more), says: 'forms-more', about: { count: String(more) }, mover: 'user' } as const;
  return [...named, { name: 'form', ok: false, severity: 'warning', ...rest }];
}

async function allForms({ client }: Reading): Promise<Attempt<readonly Form[]>> {
  const found: Form[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { formTypes: 'all', limit: '100', ...(after === undefined ? {} : { after }) };
    const answer = await client.request(CHECK, 'GET', '/marketing/v3/forms/', forms, { query });
    if (answer.state !== 'answered') return answer;
    found.push(...answer.value.results);
    after = answer.value.paging?.next?.after;
    if (after === undefined) break;
  }
  return { state: 'answered', value: found };
}

function asks(form: Form, property: string): boolean {
  return form.fieldGroups.some(({ fields }) =>
    fields.some(
      ({ name, dependentFields }) =>
        name === property || dependentFields.some(({ dependentField }) => dependentField?.name === property),
    ),
  );
}
