/** What is said in English of an agreement that is well formed and does not fit together. */
import type { INCOHERENCES } from '../domain/agreement/incoherence.ts';
import type { Words } from './words.ts';

/** Where there is none at all, the thing itself must be defined first. */
const oneOf = (names: string | undefined): string =>
  names === undefined || names === '' ? 'Take it out, or define it first.' : `Use one of: ${names}.`;

export const incoherence: Pick<Words['faults'], (typeof INCOHERENCES)[number]> = {
  'bands-or-values': () => ({
    what: 'A rule needs either bands (for numbers) or values (for texts).',
    remedy: 'Give exactly one of the two.',
  }),
  'bands-descend': () => ({
    what: 'This band could never be reached: the one above it starts no higher.',
    remedy: 'Order the bands by "from", highest first.',
  }),
  'each-needs-cap': () => ({
    what: 'A rule that counts each occurrence has no cap.',
    remedy: 'Add "cap:" with the most points it may give.',
  }),
  'cap-needs-each': () => ({
    what: 'A rule that counts once needs no cap.',
    remedy: 'Take out "cap", or write "count: each".',
  }),
  'cap-too-high': ({ name }) => ({
    what: 'The cap allows more than 20 occurrences.',
    remedy: `Write ${name} or less.`,
  }),
  'no-points': () => ({ what: 'A rule of no points says nothing.', remedy: 'Give it points or take it out.' }),
  'not-a-behaviour': ({ name }) => ({
    what: `"${name}" is done by us, not by the lead.`,
    remedy: 'Take it out of the behaviour rules.',
  }),
  'named-twice': ({ name }) => ({ what: `"${name}" is named a second time.`, remedy: 'Give each its own name.' }),
  'no-such-evidence': ({ name }) => ({
    what: 'There is no such item under "evidence".',
    remedy: oneOf(name),
  }),
  'more-than-there-are': ({ name }) => ({
    what: 'More items are asked for than there are.',
    remedy: `Write ${name} or less.`,
  }),
  'no-comparison': ({ name }) => ({
    what: `Nothing is asked of "${name}".`,
    remedy: 'Add atLeast, atMost, in, contains or present.',
  }),
  'too-deep': ({ name }) => ({
    what: `Conditions are nested deeper than ${name} levels.`,
    remedy: 'Write the rule flatter, so that its signers can read it.',
  }),
  'no-such-zone': ({ name }) => ({
    what: `There is no time zone "${name}".`,
    remedy: 'Write a name such as Asia/Tokyo.',
  }),
  'warm-above-hot': () => ({ what: 'Warm begins no lower than hot.', remedy: 'Lower warm or raise hot.' }),
  'no-such-time': ({ name }) => ({
    what: `"${name}" is no time of day.`,
    remedy: "Write '00:00' to '23:59', in quotation marks.",
  }),
  'closes-before-opening': () => ({
    what: 'Business closes before it opens.',
    remedy: 'Write a later time in "closes".',
  }),
  'no-such-day': ({ name }) => ({ what: `The calendar has no day "${name}".`, remedy: 'Write a day as YYYY-MM-DD.' }),
  'no-such-department': ({ name }) => ({
    what: 'There is no such department.',
    remedy: `Use one of: ${name}; or list it under "departments".`,
  }),
  'no-such-group': ({ name }) => ({
    what: 'There is no such group under "scoring.groups".',
    remedy: oneOf(name),
  }),
  'no-such-level': ({ name }) => ({
    what: 'The item has no such level.',
    remedy: oneOf(name),
  }),
  'no-levels': ({ name }) => ({
    what: `"${name}" has no levels to compare with.`,
    remedy: 'Add "levels:" to the item, lowest first.',
  }),
  'no-such-grade': ({ name }) => ({
    what: 'There is no such grade.',
    remedy: oneOf(name),
  }),
  'last-grade-open': () => ({
    what: 'The last grade takes whatever is below the others, so it has no bound.',
    remedy: 'Take out "from".',
  }),
  'no-such-cell': ({ name }) => ({
    what: 'The matrix has no such cell.',
    remedy: oneOf(name),
  }),
  'no-such-step': ({ name }) => ({
    what: 'That side of the matrix has no such step.',
    remedy: oneOf(name),
  }),
  'cell-twice': () => ({
    what: 'Another cell stands at the same place of the matrix.',
    remedy: 'Give each place one cell.',
  }),
  'not-defined': ({ name }) => ({
    what: `"${name}" is asked for here, but the agreement does not define it.`,
    remedy: 'Add it to its section, or take it out here.',
  }),
  'in-a-circle': () => ({
    what: 'Criteria, axes and cells are asked for in the definition of one of them.',
    remedy: 'Ask for the fields, evidence or activities themselves.',
  }),
  'hearing-needs-when': () => ({
    what: 'A handoff that leads to no stage needs a condition of its own.',
    remedy: 'Add "when:", or name the "stage".',
  }),
  'reminder-too-late': ({ name }) => ({
    what: `The reminder comes only when the deadline (${name}) has passed.`,
    remedy: 'Let remindAfter end before within does.',
  }),
};
