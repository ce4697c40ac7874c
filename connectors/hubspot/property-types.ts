/** Types of mapped properties that are not Baton's own words; asked of HubSpot once, and only where the mapping has such. */
import { z } from 'zod';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient, Question } from './client.ts';
import { propertiesOf, typeOfName, typeOfProperty, type ValueType } from './values.ts';

const list = z.looseObject({
  results: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string().default('string'),
      label: z.string().default(''),
      groupName: z.string().default(''),
      hasUniqueValue: z.boolean().default(false),
      options: z.array(z.looseObject({ value: z.string(), label: z.string().default('') })).default([]),
      modificationMetadata: z.looseObject({ readOnlyValue: z.boolean().default(false) }).optional(),
    }),
  ),
});
export type PropertyFacts = z.infer<typeof list>['results'][number];

export class PropertyTypes {
  readonly #client: HubSpotClient;
  readonly #known = new Map<string, ReadonlyMap<string, ValueType>>();

  constructor(client: HubSpotClient) {
    this.#client = client;
  }

  /** The properties of an object (page "Properties"), by name. */
  async list(question: Question, object: string): Promise<Attempt<ReadonlyMap<string, PropertyFacts>>> {
    const answer = await this.#client.ask(question, async () =>
      list.parse(await this.#client.apis.properties.getAll(object)),
    );
    if (answer.state !== 'answered') return answer;
    const facts = new Map(answer.value.results.map((property) => [property.name, property]));
    this.#known.set(object, new Map([...facts].map(([name, { type }]) => [name, typeOfProperty(type)])));
    return { state: 'answered', value: facts };
  }

  /** From a field's name to its type. */
  async of(object: string, mapping: ObjectMapping): Promise<Attempt<(name: string) => ValueType>> {
    const properties = propertiesOf(mapping);
    const strange = [...properties.keys()].some((name) => typeOfName(name) === undefined);
    if (strange && !this.#known.has(object)) {
      const answer = await this.list({ purpose: 'properties', writes: false }, object);
      if (answer.state !== 'answered') return answer;
    }
    const known = this.#known.get(object);
    return {
      state: 'answered',
      value: (name) => typeOfName(name) ?? known?.get(properties.get(name) ?? '') ?? 'text',
    };
  }
}
