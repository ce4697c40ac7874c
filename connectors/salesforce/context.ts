/** What reading, writing and checking share. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { SalesforceClient } from './client.ts';
import type { Descriptions } from './describe.ts';

export interface Context {
  readonly client: SalesforceClient;
  readonly descriptions: Descriptions;
  readonly mapping: SystemMapping;
}
