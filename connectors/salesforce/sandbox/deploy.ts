/** Deployments of the Metadata API: a zipped package is put into the org part by part, all or none, and its fate can be asked for. */
import type { Saved } from './customizing.ts';
import { idOf } from './ids.ts';
import type { Doing, Org } from './org.ts';
import { savePart } from './parts.ts';
import { readDocument, recordOf, type SoapRecord, type SoapValue } from './soap-envelope.ts';
import { stamp } from './values.ts';
import { unzip } from './zip.ts';

/** Where each type lies in a package, in the order in which types can refer to each other. */
const FOLDERS: readonly { readonly folder: string; readonly type: string }[] = [
  { folder: 'globalValueSets', type: 'GlobalValueSet' },
  { folder: 'objects', type: 'CustomObject' },
  { folder: 'layouts', type: 'Layout' },
  { folder: 'tabs', type: 'CustomTab' },
  { folder: 'reportTypes', type: 'ReportType' },
  { folder: 'queues', type: 'Queue' },
  { folder: 'permissionsets', type: 'PermissionSet' },
];

interface Component {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly saved: Saved;
}

interface Deployment {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly checkOnly: boolean;
  readonly components: readonly Component[];
  readonly errorMessage: string | undefined;
}

export class Deployments {
  readonly #known = new Map<string, Deployment>();

  /** The package is worked through at once; the answer says so only when it is asked for. */
  start(org: Org, zip: string, options: SoapRecord, doing: Doing): unknown {
    const id = idOf('0Af', this.#known.size + 1);
    const files = unzip(Buffer.from(zip, 'base64'));
    const checkOnly = options['checkOnly'] === 'true';
    const components = files === undefined ? [] : deployAll(org, files, checkOnly, doing);
    const errorMessage =
      files === undefined
        ? 'The zip file could not be read'
        : files.has('package.xml') || [...files.keys()].some((name) => name.endsWith('/package.xml'))
          ? undefined
          : 'No package.xml found';
    this.#known.set(id, { id, at: doing.now, checkOnly, components, errorMessage });
    return { id, done: false, state: 'Queued' };
  }

  status(id: string): unknown {
    const deployment = this.#known.get(id);
    if (deployment === undefined)
      return { id, done: true, success: false, status: 'Failed', errorMessage: 'no such deployment' };
    const { components, checkOnly, at, errorMessage } = deployment;
    const bad = components.filter(({ saved }) => !saved.ok);
    const success = errorMessage === undefined && bad.length === 0;
    return {
      id,
      checkOnly,
      done: true,
      success,
      status: success ? 'Succeeded' : 'Failed',
      createdDate: stamp(at),
      completedDate: stamp(at),
      numberComponentsTotal: components.length,
      numberComponentsDeployed: success ? components.length : 0,
      numberComponentErrors: bad.length,
      numberTestsTotal: 0,
      numberTestsCompleted: 0,
      numberTestErrors: 0,
      ...(errorMessage === undefined ? {} : { errorMessage }),
      details: {
        componentFailures: bad.map(told),
        componentSuccesses: components.filter(({ saved }) => saved.ok).map(told),
      },
    };
  }
}

/** Everything is as before where a part is refused, or where it was only to be checked. */
function deployAll(
  org: Org,
  files: ReadonlyMap<string, string>,
  checkOnly: boolean,
  doing: Doing,
): readonly Component[] {
  const components: Component[] = [];
  const goBack = org.customizing.wayBack();
  const mark = org.rows.mark();
  for (const { folder, type } of FOLDERS)
    for (const [fileName, text] of files) {
      const [, fullName] = new RegExp(`(?:^|/)${folder}/([^/]+)\\.\\w+(?:-meta\\.xml)?$`).exec(fileName) ?? [];
      if (fullName === undefined) continue;
      const metadata = readDocument(text);
      const saved = savePart(org, type, fullName, metadata, 'upsert', doing);
      components.push({ type, fullName, fileName, saved });
      if (type === 'CustomObject') components.push(...viewsIn(org, { fullName, fileName, metadata }, doing));
    }
  if (checkOnly || components.some(({ saved }) => !saved.ok)) {
    goBack();
    org.rows.undoTo(mark);
  }
  return components;
}

/** List views come inside the file of their object. */
function viewsIn(
  org: Org,
  { fullName, fileName, metadata }: { fullName: string; fileName: string; metadata: SoapRecord },
  doing: Doing,
): readonly Component[] {
  const given = metadata['listViews'] ?? [];
  const views: readonly SoapValue[] = Array.isArray(given) ? given : [given];
  return views.map(recordOf).map(({ fullName: own, ...view }) => {
    const name = `${fullName}.${String(own)}`;
    return {
      type: 'ListView',
      fullName: name,
      fileName,
      saved: savePart(org, 'ListView', name, view, 'upsert', doing),
    };
  });
}

function told({ type, fullName, fileName, saved }: Component): Record<string, unknown> {
  const common = { componentType: type, fullName, fileName, changed: true, deleted: false, success: saved.ok };
  return saved.ok
    ? { ...common, created: saved.created, id: saved.id }
    : {
        ...common,
        created: false,
        problemType: 'Error',
        problem: saved.errors.map(({ message }) => message).join('; '),
      };
}
