/** Doubts about an agreement in English: what its signers should look at twice, and what they can do. */
import type { DoubtKey } from '../domain/agreement/doubt.ts';
import type { About, Said } from './words.ts';

export const doubts: Readonly<Record<DoubtKey, (about: About) => Said>> = {
  'out-of-reach': ({ name }) => ({
    what: `No lead can reach this: the most points possible are ${name}.`,
    remedy: 'Lower the threshold, or give more points.',
  }),
  'above-caps': ({ name }) => ({
    what: `The caps keep every lead below this: with them the most is ${name}.`,
    remedy: 'Lower the threshold, or raise the caps.',
  }),
  'one-part-alone': ({ name }) => ({
    what: `The ${name} score alone can reach this band.`,
    remedy: 'Set a floor for the other part, or accept it under "accepted" with a reason.',
  }),
  'downloads-suffice': () => ({
    what: 'Downloads alone can make a lead MQL.',
    remedy: 'Ask for something that shows intent: an inquiry, a quote, a seminar.',
  }),
  'behaviour-not-needed': () => ({
    what: 'A lead that has done nothing can become MQL.',
    remedy: 'Ask for a behaviour.',
  }),
  'never-holds': () => ({
    what: 'This rule can never hold.',
    remedy: 'Look at its thresholds and at what it asks for.',
  }),
  'empty-range': () => ({
    what: 'Nothing lies in this range: its lower end is above its upper end.',
    remedy: 'Exchange atLeast and atMost.',
  }),
  contradiction: () => ({
    what: 'Within one "all" this excludes another comparison.',
    remedy: 'Put the two under "any", or take one out.',
  }),
  'group-below-rule': ({ name }) => ({
    what: `The cap of the group is below the points of its rule "${name}" alone.`,
    remedy: 'Raise the cap, or lower the points.',
  }),
  'bands-overlap': ({ name }) => ({
    what: `Two bands overlap (${name}): the upper one counts.`,
    remedy: 'End the band where the one above it begins.',
  }),
  'bands-gap': ({ name }) => ({
    what: `Between two bands there is a gap (${name}): "otherwise" counts there.`,
    remedy: 'End the band where the one above it begins.',
  }),
  'value-twice': ({ name }) => ({
    what: `"${name}" stands in an earlier entry too, which counts.`,
    remedy: 'Leave it in one of the two.',
  }),
  'no-level': ({ name }) => ({
    what: `"${name}" is none of the item's levels, so it never counts.`,
    remedy: 'Use one of those under "levels", or add it there.',
  }),
  'pools-in-a-circle': ({ name }) => ({
    what: `Pools send leads round in a circle: ${name}.`,
    remedy: 'Let one of them end at its queue.',
  }),
  'not-carried-out': ({ name }) => ({
    what: `Baton writes down "${name}" as agreed, and does not act on it yet.`,
    remedy: 'See to it yourselves for now, or leave it out.',
  }),
  'accepts-nothing': ({ name }) => ({
    what: `No such doubt stands any more: ${name}.`,
    remedy: 'Take the entry out.',
  }),
};
