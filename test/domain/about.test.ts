/** What an activity was about is told in words, and once. */
import { expect, test } from 'vitest';
import { aboutAmong, saysItself } from '../../src/domain/about.ts';
import type { Activity } from '../../src/domain/activity.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Fields } from '../../src/domain/record.ts';

function did(kind: Activity['kind'], properties: Fields): Activity {
  return {
    system: 'hubspot',
    kind,
    id: kind,
    subjects: [],
    occurredAt: iso(Temporal.Instant.from('2026-11-20T03:00:00Z')),
    actor: { type: 'lead' },
    properties,
  };
}

test('a mail that was opened or clicked is called by the subject of the one that was sent, else by its number', () => {
  const opened = did('mail-opened', { mail: '71001' });
  const clicked = did('mail-clicked', { mail: 72_002, link: 'https://a.example' });
  const aboutOf = aboutAmong([did('mail-sent', { mail: '71001', subject: '導入事例ニュース' }), opened, clicked]);
  expect([opened, clicked].map(aboutOf)).toEqual(['導入事例ニュース', 72_002]);
});

test('a form goes before a page, a page before an event and a subject', () => {
  const aboutOf = aboutAmong([]);
  expect(aboutOf(did('inquiry-sent', { form: 'Contact', page: '/contact' }))).toBe('Contact');
  expect(aboutOf(did('webinar-attended', { event: 'Spring', subject: 'x' }))).toBe('Spring');
  expect(aboutOf(did('call', { subject: 'Comparing' }))).toBe('Comparing');
  expect(aboutOf(did('call', {}))).toBeUndefined();
});

test('what a text begins with need not be said before it', () => {
  expect(saysItself('比較検討中', '比較検討中。次回は関係者も同席予定。')).toBe(true);
  expect(saysItself('First call', 'They compare vendors.')).toBe(false);
  expect(saysItself('', 'x')).toBe(false);
});
