/** Reads the mapping files: which vendor field stands for which of ours, which of their words for which stage, and which domains are nobody's. */
import { join } from 'node:path';
import { DEEPEST_CONDITION } from '../domain/agreement/coherence.ts';
import { leavesOf } from '../domain/agreement/places.ts';
import { STAGES } from '../domain/facts.ts';
import { freeMail, type StatusMapping, type SystemMapping, statusMapping, systemMapping } from '../domain/mapping.ts';
import { SYSTEMS, type System } from '../domain/record.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { nearest } from './nearest.ts';
import { openYaml, type YamlFile, type YamlSource } from './yaml.ts';

export interface Mappings {
  readonly systems: Readonly<Record<System, SystemMapping>>;
  readonly statuses: StatusMapping;
  readonly freeMail: ReadonlySet<string>;
  /** The file and line of a path in one of those. */
  placeOf(file: System | 'statuses', path: readonly string[]): { readonly file: string; readonly line: number };
}

/** hubspot.yaml, salesforce.yaml, statuses.yaml and free-mail.yaml of that folder. All that is wrong in any of them is in one {@link ConfigError}. */
export function readMappings(folder: string): Mappings {
  const faults: ConfigFault[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      // Collected, so that one run names the faults of all files.
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const hubspot = attempt(() => openSystemMapping('hubspot', { path: join(folder, 'hubspot.yaml') }));
  const salesforce = attempt(() => openSystemMapping('salesforce', { path: join(folder, 'salesforce.yaml') }));
  const statuses = attempt(() => openStatuses({ path: join(folder, 'statuses.yaml') }));
  const domains = attempt(() => readFreeMail({ path: join(folder, 'free-mail.yaml') }));
  if (hubspot === undefined || salesforce === undefined || statuses === undefined || domains === undefined)
    throw new ConfigError(faults);
  const unread = unreadInSelection(hubspot, salesforce);
  if (unread.length > 0) throw new ConfigError(unread);
  const files = { hubspot, salesforce, statuses };
  return {
    systems: { hubspot: hubspot.value, salesforce: salesforce.value },
    statuses: statuses.value,
    freeMail: domains,
    placeOf: (file, path) => ({ file: files[file].name, line: files[file].lineOf(path) }),
  };
}

/** A field that nothing reads is never known, and a condition on it would leave everybody out. */
function unreadInSelection(hubspot: YamlFile<SystemMapping>, salesforce: YamlFile<SystemMapping>): ConfigFault[] {
  const when = hubspot.value.selection?.when;
  if (when === undefined) return [];
  const read = new Set(
    [hubspot, salesforce].flatMap(({ value }) =>
      Object.values(value.objects).flatMap((object) => [...Object.keys(object.read), ...Object.keys(object.write)]),
    ),
  );
  return leavesOf(when, ['selection', 'when'], DEEPEST_CONDITION).flatMap(({ path, leaf }) => {
    if (!('attribute' in leaf) || read.has(leaf.attribute)) return [];
    const about = { name: leaf.attribute, nearest: nearest(leaf.attribute, [...read]) };
    return [hubspot.fault([...path, 'attribute'], 'field-not-read', about)];
  });
}

const OBJECTS: Readonly<Record<System, readonly string[]>> = {
  hubspot: ['contact', 'company'],
  salesforce: ['lead', 'contact', 'account'],
};

/** Objects are those of the system, and no vendor field is written for two of ours. */
export function readSystemMapping(system: System, source: YamlSource): SystemMapping {
  return openSystemMapping(system, source).value;
}

function openSystemMapping(system: System, source: YamlSource): YamlFile<SystemMapping> {
  const file = openYaml(source, systemMapping);
  const faults = [...objectFaults(system, file)];
  if (system === 'salesforce' && file.value.createLead === undefined) faults.push(file.fault([], 'needs-create-lead'));
  if (faults.length > 0) throw new ConfigError(faults);
  return file;
}

function objectFaults(system: System, { value, fault }: YamlFile<SystemMapping>): readonly ConfigFault[] {
  return Object.entries(value.objects).flatMap(([object, mapping]) => {
    if (!OBJECTS[system].includes(object))
      return [
        fault(['objects', object], 'no-such-object', { name: object, options: OBJECTS[system].join(', ') }, 'key'),
      ];
    const written = Object.entries(mapping.write);
    return written.flatMap(([name, { to }], index) => {
      const path = ['objects', object, 'write', name];
      const found: ConfigFault[] = [];
      if (written.findIndex(([, other]) => other.to === to) < index)
        found.push(fault(path, 'written-twice', { name: to }, 'key'));
      const read = Object.hasOwn(mapping.read, name) ? mapping.read[name] : undefined;
      if (read !== undefined && read !== to) found.push(fault(path, 'read-elsewhere', { name }, 'key'));
      return found;
    });
  });
}

/** Every key is a stage. */
export function readStatuses(source: YamlSource): StatusMapping {
  return openStatuses(source).value;
}

function openStatuses(source: YamlSource): YamlFile<StatusMapping> {
  const file = openYaml(source, statusMapping);
  const stages: readonly string[] = STAGES;
  const tables = SYSTEMS.flatMap((system) =>
    Object.entries(file.value[system]).map(([field, table]) => ({ path: [system, field], stages: Object.keys(table) })),
  );
  const faults = tables.flatMap((table) =>
    table.stages
      .filter((name) => !stages.includes(name))
      .map((name) => {
        const about = { name, nearest: nearest(name, stages), options: stages.join(', ') };
        return file.fault([...table.path, name], 'no-such-stage', about, 'key');
      }),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return file;
}

/** Each once. */
export function readFreeMail(source: YamlSource): ReadonlySet<string> {
  const { value, fault } = openYaml(source, freeMail);
  const known = new Set<string>();
  const faults = value.domains.flatMap((name, index) =>
    known.size < known.add(name).size ? [] : [fault(['domains', index], 'named-twice', { name })],
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return known;
}
