/** What is said in English of a fault in the configuration. */
import { doubts } from './doubts-en.ts';
import type { Expected, Words } from './words.ts';

const EXPECTED: Readonly<Record<Expected, string>> = {
  text: 'text',
  number: 'a number',
  'whole-number': 'a whole number',
  'yes-no': 'true or false',
  list: 'a list',
  section: 'a section with keys of its own',
};

const meant = (nearest: string | undefined): string => (nearest === undefined ? '' : `Did you mean "${nearest}"? `);

export const en: Words = {
  overall: 'Mend the lines named and run the command again.',
  more: (count) => `… and ${count} more.`,
  also: (lines) => `see also line ${lines}`,
  faults: {
    'no-file': () => ({ what: 'This file cannot be read.', remedy: 'Check the path, or let `baton init` write it.' }),
    'too-large': ({ limit }) => ({
      what: `The file is larger than ${limit}.`,
      remedy: 'Split it or take out what does not belong here.',
    }),
    'not-utf8': () => ({ what: 'The file is not UTF-8 text.', remedy: 'Save it as UTF-8.' }),
    syntax: ({ detail }) => ({
      what: `This is no valid YAML: ${detail}`,
      remedy: 'Check indentation, colons and quotation marks here and on the line before.',
    }),
    tab: () => ({ what: 'A tab is used to indent.', remedy: 'Indent with spaces.' }),
    'key-twice': () => ({ what: 'This key stands here a second time.', remedy: 'Keep one of the two.' }),
    'several-documents': () => ({
      what: 'The file holds more than one document.',
      remedy: 'Take out the line "---" and what follows it.',
    }),
    'nested-too-deep': ({ limit }) => ({
      what: `The file is nested deeper than ${limit} levels.`,
      remedy: 'Write it flatter.',
    }),
    'too-many-aliases': () => ({
      what: 'An alias (*) leads nowhere or is repeated too often.',
      remedy: 'Write the values out.',
    }),
    'unknown-key': ({ name, nearest, options }) => ({
      what: `"${name}" is no key that is known here.`,
      remedy: `${meant(nearest)}${options === undefined || options === '' ? 'Take it out.' : `Known here: ${options}.`}`,
    }),
    'secret-in-file': ({ name }) => ({
      what: `"${name}" does not belong in a file that is shared.`,
      remedy:
        'Take it out, and set it in the environment or in the .env file beside baton.yaml. If the file was shared, issue a new one.',
    }),
    missing: ({ name, options }) => ({
      what: `"${name}" is missing.`,
      remedy: `Add "${name}:"${options === undefined ? '' : ` with one of: ${options}`}.`,
    }),
    'nothing-there': ({ expected }) => ({
      what: 'Nothing stands after the colon.',
      remedy: `Write ${expected === undefined ? 'a value' : EXPECTED[expected]}, or take the key out.`,
    }),
    'wrong-type': ({ expected = 'text' }) => ({
      what: 'This is of the wrong kind.',
      remedy: `Write ${EXPECTED[expected]}.`,
    }),
    'quoted-number': () => ({
      what: 'This is text, not a number.',
      remedy: 'Take the quotation marks away, and write digits only.',
    }),
    'unquoted-text': () => ({
      what: 'This is a number or true/false, not text.',
      remedy: 'Put it in quotation marks.',
    }),
    'not-yes-no': () => ({ what: 'In this file only true and false say yes and no.', remedy: 'Write true or false.' }),
    'one-of': ({ nearest, options }) => ({
      what: 'This value is not one of those possible.',
      remedy: `${meant(nearest)}Possible: ${options}.`,
    }),
    'wrong-form': ({ detail }) => ({ what: 'This does not have the form that is needed.', remedy: `Write ${detail}.` }),
    'bad-name': ({ detail }) => ({
      what: 'This name does not have the form that is needed.',
      remedy: `Write ${detail}.`,
    }),
    'too-small': ({ limit }) => ({ what: 'This number is too small.', remedy: `Write ${limit} or more.` }),
    'too-big': ({ limit }) => ({ what: 'This number is too great.', remedy: `Write ${limit} or less.` }),
    'too-few': ({ limit }) => ({ what: 'Something must stand here.', remedy: `Give at least ${limit}.` }),
    'too-many': ({ limit }) => ({ what: 'This is too long.', remedy: `Give at most ${limit}.` }),
    'no-shape': ({ options }) => ({
      what: 'This fits none of the forms that are possible here.',
      remedy: `Begin with one of: ${options}.`,
    }),

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
      remedy: `Use one of: ${name}.`,
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
      remedy: `Use one of: ${name}.`,
    }),
    'no-such-level': ({ name }) => ({
      what: 'The item has no such level.',
      remedy: `Use one of: ${name}.`,
    }),
    'no-levels': ({ name }) => ({
      what: `"${name}" has no levels to compare with.`,
      remedy: 'Add "levels:" to the item, lowest first.',
    }),
    'no-such-grade': ({ name }) => ({
      what: 'There is no such grade.',
      remedy: `Use one of: ${name}.`,
    }),
    'last-grade-open': () => ({
      what: 'The last grade takes whatever is below the others, so it has no bound.',
      remedy: 'Take out "from".',
    }),
    'no-such-cell': ({ name }) => ({
      what: 'The matrix has no such cell.',
      remedy: `Use one of: ${name}.`,
    }),
    'no-such-step': ({ name }) => ({
      what: 'That side of the matrix has no such step.',
      remedy: `Use one of: ${name}.`,
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
    ...doubts,

    'no-such-member': ({ name, nearest }) => ({
      what: `"${name}" is no member of the team.`,
      remedy: `${meant(nearest)}Use the key of a member, or add them under "members".`,
    }),
    'no-such-pool': ({ name, options }) => ({
      what: `The agreement hands off to the pool "${name}", which the team does not have.`,
      remedy: `Add it under "pools" (there are: ${options}), or name another in the agreement.`,
    }),
    'field-not-read': ({ name, nearest }) => ({
      what: `No mapping reads "${name}": it stays unknown of every lead.`,
      remedy: `${meant(nearest)}Add it under "read" in hubspot.yaml or salesforce.yaml.`,
    }),
    'own-manager': () => ({
      what: 'Somebody is their own manager.',
      remedy: 'Name another member, or leave "manager" out.',
    }),
    backwards: () => ({ what: 'The last day is before the first.', remedy: 'Exchange "from" and "to".' }),
    'no-such-stage': ({ name, nearest, options }) => ({
      what: `"${name}" is no stage.`,
      remedy: `${meant(nearest)}Stages: ${options}.`,
    }),
    'no-such-object': ({ name, options }) => ({
      what: `This system has no object "${name}".`,
      remedy: `Use: ${options}.`,
    }),
    'written-twice': ({ name }) => ({
      what: `Two of our fields are written to "${name}".`,
      remedy: 'Give each a field of its own.',
    }),
    'read-elsewhere': ({ name }) => ({
      what: `"${name}" is read from one field and written to another.`,
      remedy: 'Use one field, or two names.',
    }),
    'needs-create-lead': () => ({
      what: 'It is not said what to do for a lead without a Salesforce record.',
      remedy: 'Add "createLead:" with "when", "lastNameFallback" and "companyFallback".',
    }),
    'not-safe': () => ({
      what: 'Credentials would travel unprotected to this address.',
      remedy: 'Use https://. Only this computer itself may be reached by http://.',
    }),

    'no-variable': ({ name, detail }) => ({
      what: `${name} is not set${detail === undefined ? '' : ` (${detail})`}.`,
      remedy: `Set ${name} in the environment, or in the .env file beside baton.yaml.`,
    }),
    'bad-variable': ({ name, detail }) => ({
      what: `${name} does not have the form that is needed.`,
      remedy: `Set it to ${detail}.`,
    }),
  },
};
