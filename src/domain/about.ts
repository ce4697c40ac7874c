/** What an activity was about, in the words that people know, told once: a form, a mail by its subject, a page, an event. */
import type { Activity } from './activity.ts';
import type { FieldValue } from './record.ts';

/** Of activities that belong together, mostly a lead's. A mail that was opened or clicked is known by its number alone; the one that was sent bears the subject. */
export function aboutAmong(activities: readonly Activity[]): (activity: Activity) => FieldValue | undefined {
  const subjects = new Map<string, FieldValue>();
  for (const { properties } of activities) {
    const { mail, subject } = properties;
    if (mail !== undefined && subject !== undefined && subject !== null) subjects.set(String(mail), subject);
  }
  return ({ properties: { form, mail, page, event, subject } }) =>
    form ?? (mail === undefined ? undefined : subjects.get(String(mail))) ?? mail ?? page ?? event ?? subject;
}

/** Whether the text begins with what it is about: a call is often logged under its own first words. */
export function saysItself(about: string, text: string): boolean {
  return about !== '' && text.startsWith(about);
}
