/** The Metadata API's calls on single parts: made, changed, read, listed and removed; and whole packages deployed. */

import type { Saved } from './customizing.ts';
import type { Deployments } from './deploy.ts';
import { metadataOf } from './described-parts.ts';
import type { Doing, Org } from './org.ts';
import { removePart, savePart } from './parts.ts';
import { notHere, refuse } from './refusal.ts';
import { listOf, recordOf, type SoapRecord, textIn } from './soap-envelope.ts';

/** Parts in one call (Metadata API, CRUD-Based Calls). */
const MOST_PARTS = 10;

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** What is answered inside `result`. */
export function metadataCall(
  org: Org,
  method: string,
  input: SoapRecord,
  doing: Doing,
  deployments: Deployments,
): unknown {
  switch (method) {
    case 'createMetadata':
      return each(input, (type, name, rest) => savePart(org, type, name, rest, 'create', doing));
    case 'updateMetadata':
      return each(input, (type, name, rest) => savePart(org, type, name, rest, 'update', doing));
    case 'upsertMetadata':
      return each(input, (type, name, rest) => savePart(org, type, name, rest, 'upsert', doing), true);
    case 'deleteMetadata': {
      const type = textIn(input['type']) ?? '';
      return counted(listOf(input['fullNames'])).map((name) =>
        told(String(name), removePart(org, type, String(name), doing)),
      );
    }
    case 'readMetadata':
      return { records: read(org, textIn(input['type']) ?? '', listOf(input['fullNames']).map(String)) };
    case 'listMetadata':
      return listOf(input['queries']).flatMap((query) => list(org, textIn(recordOf(query)['type']) ?? ''));
    case 'describeMetadata':
      return described();
    case 'deploy':
      return deployments.start(org, textIn(input['ZipFile']) ?? '', recordOf(input['DeployOptions']), doing);
    case 'checkDeployStatus':
      return deployments.status(textIn(input['asyncProcessId']) ?? '');
    default:
      throw notHere(`${method} of the Metadata API`);
  }
}

function each(
  input: SoapRecord,
  save: (type: string, fullName: string, metadata: SoapRecord) => Saved,
  upsert = false,
): readonly unknown[] {
  return counted(listOf(input['metadata'])).map((part) => {
    const { '@type': type, fullName, ...rest } = recordOf(part);
    const name = textIn(fullName) ?? '';
    return told(name, save(textIn(type) ?? '', name, rest), upsert);
  });
}

function counted<T>(parts: readonly T[]): readonly T[] {
  if (parts.length > MOST_PARTS)
    throw refuse(
      500,
      'LIMIT_EXCEEDED',
      `record limit reached. cannot submit more than ${MOST_PARTS} records in this operation`,
    );
  return parts;
}

function told(fullName: string, saved: Saved, upsert = false): Record<string, unknown> {
  if (saved.ok) return { ...(upsert ? { created: saved.created } : {}), fullName, success: true };
  return { ...(upsert ? { created: false } : {}), errors: saved.errors, fullName, success: false };
}

/** Parts that are not there come back empty, as the vendor answers them. */
function read(org: Org, type: string, names: readonly string[]): readonly unknown[] {
  return names.map((name) => {
    const metadata = metadataOf(org, type, name);
    const fullName = org.customizing.find(type, name)?.fullName ?? name;
    return metadata === undefined ? { '@type': type } : { '@type': type, fullName, ...metadata };
  });
}

function list(org: Org, type: string): readonly unknown[] {
  return org.customizing
    .list(type)
    .map(({ id, fullName }) => ({ fullName, id, type, fileName: `${type}/${fullName}`, manageableState: 'unmanaged' }));
}

function described(): unknown {
  const kind = (xmlName: string, directoryName: string, suffix: string) => ({
    xmlName,
    directoryName,
    suffix,
    inFolder: false,
    metaFile: false,
  });
  return {
    metadataObjects: [
      { ...kind('CustomObject', 'objects', 'object'), childXmlNames: ['CustomField', 'ListView', 'ValidationRule'] },
      kind('PermissionSet', 'permissionsets', 'permissionset'),
      kind('ReportType', 'reportTypes', 'reportType'),
    ],
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
}
