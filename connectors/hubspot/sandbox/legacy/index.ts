/** Versions 1 and 2, which HubSpot supports until September 2027 and many clients still call ("Legacy APIs", HubSpot developer changelog). */
import type { Portal } from '../portal.ts';
import type { Route } from '../router.ts';
import { legacyContactRoutes } from './contacts.ts';
import { legacyDefinitionRoutes } from './definitions.ts';
import { legacyEngagementRoutes } from './engagements.ts';
import { legacyRecordRoutes } from './records.ts';

export function legacyRoutes(portal: Portal): readonly Route[] {
  return [
    ...legacyContactRoutes(portal),
    ...legacyRecordRoutes(portal),
    ...legacyEngagementRoutes(portal),
    ...legacyDefinitionRoutes(portal),
  ];
}
