/** Every endpoint of the API, and the scope that opens it. */
import { accountRoutes } from './account.ts';
import { labelRoutes } from './association-labels.ts';
import { associationRoutes } from './associations.ts';
import { associationV3Routes } from './associations-v3.ts';
import { batchRoutes } from './batch.ts';
import { formRoutes } from './form-routes.ts';
import type { ChangeJournal } from './journal.ts';
import { journalRoutes } from './journal-routes.ts';
import { legacyRoutes } from './legacy/index.ts';
import type { Limits } from './limits.ts';
import { listRoutes } from './list-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { marketingEventRoutes } from './marketing-event-routes.ts';
import { mergeRoutes } from './merge.ts';
import { oauthRoutes, type Tokens } from './oauth.ts';
import { findObjectType, TYPE_FACTS, WHOLE_SCOPES } from './object-types.ts';
import { occurrenceRoutes } from './occurrence-routes.ts';
import { ownerRoutes } from './owner-routes.ts';
import { pipelineRoutes } from './pipeline-routes.ts';
import type { Portal } from './portal.ts';
import { propertyRoutes } from './properties.ts';
import { recordRoutes } from './records.ts';
import type { Route } from './router.ts';
import { schemaRoutes } from './schema-routes.ts';
import { searchRoutes } from './search.ts';
import { submissionRoutes } from './submission-routes.ts';
import { tokenInfoRoutes } from './token-info.ts';
import { webhookRoutes } from './webhook-routes.ts';
import type { Webhooks } from './webhooks.ts';

export interface Parts {
  readonly portal: Portal;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly webhooks: Webhooks;
  readonly journal: ChangeJournal;
}

/** Earlier ones win. */
export function routesOf({ portal, tokens, limits, webhooks, journal }: Parts): readonly Route[] {
  return [
    ...searchRoutes(portal),
    ...batchRoutes(portal),
    ...mergeRoutes(portal),
    ...recordRoutes(portal),
    ...associationRoutes(portal),
    ...associationV3Routes(portal),
    ...labelRoutes(portal),
    ...propertyRoutes(portal),
    ...ownerRoutes(portal),
    ...pipelineRoutes(portal),
    ...formRoutes(portal),
    ...submissionRoutes(portal),
    ...schemaRoutes(portal),
    ...mailRoutes(portal),
    ...listRoutes(portal),
    ...marketingEventRoutes(portal, tokens.settings.appId),
    ...occurrenceRoutes(portal),
    ...legacyRoutes(portal),
    ...accountRoutes(portal, limits),
    ...oauthRoutes(tokens),
    ...tokenInfoRoutes(tokens),
    ...webhookRoutes(webhooks, tokens),
    ...journalRoutes(journal, tokens),
  ];
}

/** What the token must have been granted for this call; undefined when any will do, or when the type is unknown and refused anyway. */
export function scopeOf(route: Route, typeName: string | undefined): string | undefined {
  if (!route.scope?.includes(':family')) return route.scope;
  const type = findObjectType(typeName ?? '');
  if (type === undefined) return undefined;
  const family = TYPE_FACTS[type].scope;
  return WHOLE_SCOPES.has(family) ? family : route.scope.replace(':family', family);
}
