/** Form definitions (/marketing/v3/forms) and the legacy list of submissions. */
import { z } from 'zod';
import type { Form, Submission } from './forms.ts';
import { guidOf } from './happenings.ts';
import type { Portal } from './portal.ts';
import { notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

/** Page sizes of the legacy list and of the definitions. */
const MAX_SUBMISSIONS = 50;
const MAX_FORMS = 500;

export function formRoutes(portal: Portal): readonly Route[] {
  const scope = 'forms';
  const submissions = '/form-integrations/v1/submissions/forms/:guid';
  return [
    { method: 'GET', path: submissions, scope, handle: (call) => listSubmissions(portal, call) },
    { method: 'GET', path: '/marketing/v3/forms', scope, handle: (call) => listForms(portal, call) },
    { method: 'POST', path: '/marketing/v3/forms', scope, handle: (call) => createForm(portal, call) },
    { method: 'GET', path: '/marketing/v3/forms/:guid', scope, handle: (call) => getForm(portal, call) },
    { method: 'PATCH', path: '/marketing/v3/forms/:guid', scope, handle: (call) => changeForm(portal, call) },
    { method: 'PUT', path: '/marketing/v3/forms/:guid', scope, handle: (call) => changeForm(portal, call) },
    { method: 'DELETE', path: '/marketing/v3/forms/:guid', scope, handle: (call) => archiveForm(portal, call) },
  ];
}

/** Newest first. `after` marks the last one shown, so that a new submission does not shift the pages. */
function listSubmissions(portal: Portal, call: Call) {
  const form = formOf(portal, call);
  const limit = call.limit(20, MAX_SUBMISSIONS);
  const newestFirst = portal.forms.submissions(form.id).toReversed();
  const after = call.query('after');
  const last = after === undefined ? -1 : newestFirst.findIndex((one) => cursorOf(one) === after);
  if (after !== undefined && last < 0) throw notFound(`No page starts after ${after}.`);
  const page = newestFirst.slice(last + 1, last + 1 + limit);
  const end = page.at(-1);
  const more = end !== undefined && last + 1 + limit < newestFirst.length;
  return {
    status: 200,
    body: { results: page, ...(more ? { paging: { next: { after: cursorOf(end), link: '' } } } : {}) },
  };
}

function cursorOf(submission: Submission): string {
  return Buffer.from(`${submission.submittedAt}/${submission.conversionId}`).toString('base64url');
}

function formOf(portal: Portal, call: Call): Form {
  const form = portal.forms.find(call.param('guid'));
  if (form === undefined) throw notFound(`No form found with guid ${call.param('guid')}`);
  return form;
}

/** `formTypes` other than `hubspot` and `all` name kinds that this account has none of. */
function listForms(portal: Portal, call: Call) {
  const types = call.list('formTypes');
  const shown = types.length === 0 || types.includes('all') || types.includes('hubspot');
  const limit = call.limit(50, MAX_FORMS);
  const start = Number(call.query('after') ?? '0');
  const all = shown && !call.flag('archived') ? portal.forms.all() : [];
  const next = start + limit < all.length ? { paging: { next: { after: String(start + limit) } } } : {};
  return {
    status: 200,
    body: { results: all.slice(start, start + limit).map((form) => render(portal, form)), ...next },
  };
}

function getForm(portal: Portal, call: Call) {
  return { status: 200, body: render(portal, formOf(portal, call)) };
}

const formBody = z.object({
  name: z.string().min(1),
  fieldGroups: z.array(z.object({ fields: z.array(z.object({ name: z.string() })).default([]) })),
});

function createForm(portal: Portal, call: Call) {
  const { name, fieldGroups } = call.json(formBody);
  const form: Form = {
    id: guidOf('form', name, call.now, portal.forms.all().length),
    name,
    fields: fieldsOf(fieldGroups),
    createdAt: call.now,
  };
  portal.forms.put(form);
  return { status: 201, body: render(portal, form) };
}

/** Name and fields are what the sandbox keeps of a form; looks and consent are always the same. */
function changeForm(portal: Portal, call: Call) {
  const form = formOf(portal, call);
  const { name, fieldGroups } = call.json(formBody.partial());
  const changed = {
    ...form,
    name: name ?? form.name,
    fields: fieldGroups === undefined ? form.fields : fieldsOf(fieldGroups),
  };
  portal.forms.put(changed);
  return { status: 200, body: render(portal, changed) };
}

function fieldsOf(groups: z.output<typeof formBody>['fieldGroups']): readonly string[] {
  return groups.flatMap(({ fields }) => fields.map(({ name }) => name));
}

function archiveForm(portal: Portal, call: Call) {
  portal.forms.remove(formOf(portal, call).id);
  return { status: 204 };
}

function render(portal: Portal, form: Form): Record<string, unknown> {
  const at = new Date(form.createdAt).toISOString();
  return {
    id: form.id,
    name: form.name,
    formType: 'hubspot',
    createdAt: at,
    updatedAt: at,
    archived: false,
    fieldGroups: form.fields.map((name) => ({
      groupType: 'default_group',
      richTextType: 'text',
      fields: [renderField(portal, name)],
    })),
    configuration: { language: 'ja', cloneable: true, editable: true, archivable: true },
    displayOptions: { renderRawHtml: false, theme: 'default_style', submitButtonText: 'Send' },
    legalConsentOptions: { type: 'none' },
  };
}

function renderField(portal: Portal, name: string): Record<string, unknown> {
  const property = portal.catalogue.find('contacts', name);
  return {
    objectTypeId: '0-1',
    name,
    label: property?.label ?? name,
    required: name === 'email',
    hidden: false,
    fieldType: name === 'email' ? 'email' : property?.type === 'enumeration' ? 'dropdown' : 'single_line_text',
    ...(property?.type === 'enumeration' ? { options: property.options } : {}),
  };
}
