/** Forms sent by other people's pages and programs: /submissions/v3/integration/{submit,secure/submit}/{portalId}/{formGuid}. */
import { z } from 'zod';
import { sendForm } from './happenings.ts';
import type { Portal } from './portal.ts';
import { Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';
import type { Source } from './store.ts';
import { isAddress } from './values.ts';
import { prepareCreate } from './writes.ts';

const body = z.object({
  submittedAt: z.union([z.number(), z.string()]).nullish(),
  fields: z.array(z.object({ objectTypeId: z.string().nullish(), name: z.string(), value: z.string() })),
  context: z.object({ pageUri: z.string().nullish(), pageName: z.string().nullish() }).nullish(),
});

export function submissionRoutes(portal: Portal): readonly Route[] {
  const base = '/submissions/v3/integration';
  const handle = (call: Call) => submit(portal, call);
  return [
    { method: 'POST', path: `${base}/submit/:portalId/:guid`, open: true, handle },
    { method: 'POST', path: `${base}/secure/submit/:portalId/:guid`, scope: 'forms', handle },
  ];
}

/** The contact is found by the address, or made; then the form is theirs. */
function submit(portal: Portal, call: Call) {
  const form = portal.forms.find(call.param('guid'));
  if (form === undefined || call.param('portalId') !== String(portal.id)) {
    throw refused(404, `Form with guid ${call.param('guid')} not found`, 'FORM_NOT_FOUND');
  }
  const { fields, context } = call.json(body);
  const answers = Object.fromEntries(
    fields
      .filter((field) => (field.objectTypeId ?? '0-1') === '0-1')
      .map(({ name, value }) => [name.toLowerCase(), value]),
  );
  const email = (answers['email'] ?? '').trim().toLowerCase();
  if (email === '') throw refused(400, "Error in 'fields.email'. Required field 'email' is missing", 'REQUIRED_FIELD');
  if (!isAddress(email)) throw refused(400, "Error in 'fields.email'. Invalid email address", 'INVALID_EMAIL');
  // Fields that are no contact property are passed over, as the form's own page would.
  const known = Object.entries(answers).filter(([name]) => portal.catalogue.find('contacts', name)?.readOnly === false);
  const source: Source = { type: 'FORM', id: form.id, label: form.name };
  const found = portal.store.unique.holder('contacts', 'email', email);
  const writing = { portal, type: 'contacts', at: call.now, source, claims: new Set<string>() } as const;
  const contactId = found ?? prepareCreate(writing, { properties: { email } })().id;
  const page = context?.pageUri ?? '';
  sendForm({ portal }, contactId, { form, answers: Object.fromEntries(known), page, at: call.now });
  return { status: 200, body: { inlineMessage: 'Thanks for submitting the form.' } };
}

function refused(status: number, message: string, errorType: string): Refusal {
  return new Refusal({
    status,
    category: 'VALIDATION_ERROR',
    message: status === 404 ? message : 'The request is not valid',
    errors: [{ message, code: errorType, errorType }],
  });
}
