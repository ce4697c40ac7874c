/** The store's contract on both databases. */
import { storeContract } from '../contracts/store.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres } from './ground.ts';

storeContract('PGlite', onPglite);

const server = await postgres();
if (server !== undefined) storeContract('PostgreSQL', () => onPostgres(server.url, 'contract'));
