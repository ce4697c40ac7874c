/** What is said in English of a fault in the configuration. */
import { doubts } from './doubts-en.ts';
import { incoherence } from './incoherence-en.ts';
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
  also: (line) => `see also line ${line}`,
  faults: {
    'no-file': () => ({ what: 'This file cannot be read.', remedy: 'Check the path, or let `baton init` write it.' }),
    'no-assignment': () => ({
      what: 'This line sets no variable.',
      remedy: 'Write NAME=value with a half-width =, or begin a comment with #.',
    }),
    'too-large': ({ limit }) => ({
      what: `The file is larger than ${limit}.`,
      remedy: 'Split it or take out what does not belong here.',
    }),
    'not-utf8': () => ({ what: 'The file is not UTF-8 text.', remedy: 'Save it as UTF-8.' }),
    syntax: () => ({
      what: 'This is no valid YAML.',
      remedy: 'Check indentation, colons and quotation marks here and on the line before.',
    }),
    'wide-space': () => ({
      what: 'This line is indented by a full-width space.',
      remedy: 'Indent it with half-width spaces, as its neighbours are.',
    }),
    'wide-colon': () => ({ what: 'A full-width colon follows the key.', remedy: 'Write ": ", half-width.' }),
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
    alias: () => ({
      what: 'This alias (*) or anchor (&) leads nowhere, or into itself.',
      remedy: 'Write the value out; if the text begins with * or &, put it in quotation marks.',
    }),
    'too-many-aliases': () => ({
      what: 'The aliases (*) of this file repeat too much.',
      remedy: 'Write the values out.',
    }),
    'merge-key': () => ({
      what: 'Sections are not merged by "<<" here.',
      remedy: 'Write the keys out, or repeat the whole section by an alias (*).',
    }),
    tag: () => ({
      what: 'Tags (!) are not read here.',
      remedy: 'Take the tag out; if the text begins with !, put it in quotation marks.',
    }),
    directive: () => ({
      what: 'This file is read as YAML 1.2, and no other way.',
      remedy: 'Take out the line that begins with %.',
    }),
    escape: () => ({
      what: 'The backslash begins nothing that is known between double quotation marks.',
      remedy: 'Write two backslashes, or use single quotation marks.',
    }),
    indent: () => ({
      what: 'This line is not indented like those it belongs to.',
      remedy: 'Begin it at the same column as its neighbours, with spaces (half-width).',
    }),
    'needs-quotes': () => ({
      what: 'A text cannot begin with this character.',
      remedy: 'Put the text in quotation marks.',
    }),
    'key-not-text': () => ({
      what: 'A key must be a word of its own.',
      remedy: 'Write a short name before the colon.',
    }),
    unprintable: ({ name }) => ({
      what: `Here stands a character that nobody can see (${name}).`,
      remedy: 'Take it out; if there are many, save the file as UTF-8 text.',
    }),
    'empty-file': () => ({
      what: 'There is nothing in this file.',
      remedy: 'Bring its last version back, or let `baton init` write it in another folder.',
    }),
    'other-document': ({ options }) => ({
      what: 'This is a document of another kind.',
      remedy: `Bring the right file here. It has the keys: ${options}.`,
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
    'not-together': ({ name }) => ({
      what: `"${name}" does not go with the keys beside it.`,
      remedy: 'Make an item of its own of it, or take it out.',
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
    'wide-number': () => ({
      what: 'This number is not written in plain digits.',
      remedy: 'Write it in half-width digits, without quotation marks.',
    }),
    'not-finite': () => ({
      what: 'This is no number that can be counted with.',
      remedy: 'Write digits, and no more than fifteen.',
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

    ...incoherence,
    ...doubts,

    'no-such-member': ({ name, nearest }) => ({
      what: `"${name}" is no member of the team.`,
      remedy: `${meant(nearest)}Use the key of a member, or add them under "members".`,
    }),
    'no-such-pool': ({ name, options }) => ({
      what: `The agreement hands off to the pool "${name}", which the team does not have.`,
      remedy: `Add it under "pools" (there are: ${options}), or name another in the agreement.`,
    }),
    'other-department': ({ name, nearest, options }) => ({
      what: `The agreement has no department "${name}", so nothing is asked of its members or shown to them.`,
      remedy: `${meant(nearest)}Use one of: ${options}; or list it under "departments" in the agreement.`,
    }),
    'of-another-department': ({ name, department, options }) => ({
      what: `"${name}" is of ${department}, and this pool takes what is handed to ${options}: their touches count as those of ${department}.`,
      remedy: 'Correct their department, or take them out of the pool; where they are to help out, leave it.',
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
    'mail-not-safe': () => ({
      what: 'Messages would travel unprotected to this mail server.',
      remedy: 'Use starttls or tls. Only a mail server on this computer itself may do without.',
    }),
    'channel-off': ({ name, options }) => ({
      what: `"${name}" is not turned on in baton.yaml.`,
      remedy: `Turn it on under "notify" there, or take it out here${options === '' ? '' : ` (on: ${options})`}.`,
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
