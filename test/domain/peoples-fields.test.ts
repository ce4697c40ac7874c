import { expect, it } from 'vitest';
import { objectMapping } from '../../src/domain/mapping.ts';
import { peoplesFields } from '../../src/domain/peoples-fields.ts';

const mapping = objectMapping.parse({
  read: {},
  write: {
    stage: { to: 'baton_stage' },
    totalScore: { to: 'baton_total_score' },
    leadStatus: { to: 'hs_lead_status' },
    cell: { to: 'baton_cell', rule: 'only-if-blank' },
    phone: { to: 'phone', rule: 'latest-wins' },
  },
});

it('words of people may stand in fields where they win, in shared ones, and in those that are filled only where blank', () => {
  const fields = { stage: 'mql', totalScore: 70, leadStatus: 'OPEN', cell: 'A', phone: '03', accepted: null };
  expect(peoplesFields(fields, mapping, [])).toEqual(['stage', 'leadStatus', 'cell', 'phone', 'accepted']);
});

it('not in a field of Baton’s own that it fills for the first time, but in one that the company had before', () => {
  expect(peoplesFields({ stage: 'mql', leadStatus: 'OPEN' }, mapping, ['stage', 'leadStatus'])).toEqual(['leadStatus']);
});
