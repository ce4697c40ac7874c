/** Reads team.yaml: who works where, and whether every name in it, and every pool that the agreement names, is somebody. */
import { isDay, isZone } from '../domain/agreement/coherence.ts';
import { type ChannelName, DEPARTMENTS, type Team, team } from '../domain/team.ts';
import type { AgreementFile } from './agreement.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { nearest } from './nearest.ts';
import { openYaml, type YamlFile, type YamlSource } from './yaml.ts';

/**
 * Members, managers, pools and zones all exist, or a {@link ConfigError} says which do not; so for the agreement's pools, if it is given, and for the channels
 * that are turned on.
 */
export function readTeam(source: YamlSource, agreement?: AgreementFile, channels?: readonly ChannelName[]): Team {
  return openTeam(source, agreement, channels).value;
}

/** With its lines. */
export function openTeam(
  source: YamlSource,
  agreement?: AgreementFile,
  channels?: readonly ChannelName[],
): YamlFile<Team> {
  const file = openYaml(source, team);
  const faults = [
    ...memberFaults(file),
    ...poolFaults(file),
    ...headFaults(file),
    ...(channels === undefined ? [] : channelFaults(file, channels)),
    ...(agreement === undefined ? [] : poolsMissing(agreement, file.value)),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return file;
}

type Path = readonly (string | number)[];

function memberFaults({ value, fault }: YamlFile<Team>): readonly ConfigFault[] {
  const keys = value.members.map(({ key }) => key);
  return value.members.flatMap((member, index) => {
    const path: Path = ['members', index];
    const found: ConfigFault[] = [];
    if (keys.indexOf(member.key) < index) found.push(fault([...path, 'key'], 'named-twice', { name: member.key }));
    if (!isZone(member.zone)) found.push(fault([...path, 'zone'], 'no-such-zone', { name: member.zone }));
    if (member.manager === member.key) found.push(fault([...path, 'manager'], 'own-manager'));
    else if (member.manager !== undefined) found.push(...somebody(value, fault, member.manager, [...path, 'manager']));
    member.absences.forEach(({ from, to }, at) => {
      const place: Path = [...path, 'absences', at];
      const wrong = [from, to].find((day) => !isDay(day));
      if (wrong !== undefined) found.push(fault(place, 'no-such-day', { name: wrong }));
      else if (to < from) found.push(fault([...place, 'to'], 'backwards'));
    });
    return found;
  });
}

function poolFaults({ value, fault }: YamlFile<Team>): readonly ConfigFault[] {
  return Object.entries(value.pools).flatMap(([name, pool]) => [
    ...pool.members.flatMap((member, index) => {
      const path: Path = ['pools', name, 'members', index];
      if (pool.members.indexOf(member) < index) return [fault(path, 'named-twice', { name: member })];
      return somebody(value, fault, member, path);
    }),
    ...(pool.manager === undefined ? [] : somebody(value, fault, pool.manager, ['pools', name, 'manager'])),
  ]);
}

function headFaults({ value, fault }: YamlFile<Team>): readonly ConfigFault[] {
  const { admin } = value;
  const ofAdmin =
    admin === undefined || isZone(admin.zone) ? [] : [fault(['admin', 'zone'], 'no-such-zone', { name: admin.zone })];
  const ofHeads = Object.entries(value.heads ?? {}).flatMap(([department, { zone }]) =>
    isZone(zone) ? [] : [fault(['heads', department, 'zone'], 'no-such-zone', { name: zone })],
  );
  return [...ofAdmin, ...ofHeads];
}

/** Whoever wants notices by a channel that is off would get none. */
function channelFaults({ value, fault }: YamlFile<Team>, channels: readonly ChannelName[]): readonly ConfigFault[] {
  return value.members.flatMap(({ notify }, index) =>
    (notify ?? []).flatMap((name, at) =>
      channels.includes(name)
        ? []
        : [fault(['members', index, 'notify', at], 'channel-off', { name, options: channels.join(', ') })],
    ),
  );
}

function somebody(value: Team, fault: YamlFile<Team>['fault'], name: string, path: Path): readonly ConfigFault[] {
  const keys = value.members.map(({ key }) => key);
  return keys.includes(name) ? [] : [fault(path, 'no-such-member', { name, nearest: nearest(name, keys) })];
}

/** Members, and heads, of a department that the agreement does not know: as doubts, for whoever else approaches leads may have one of their own. */
export function otherDepartments(
  { terms }: Pick<AgreementFile, 'terms'>,
  { value, fault }: YamlFile<Team>,
): readonly ConfigFault[] {
  const known: readonly string[] = [...DEPARTMENTS, ...terms.departments.map(({ id }) => id)];
  const named: readonly (readonly [Path, string])[] = [
    ...value.members.map(({ department }, index) => [['members', index, 'department'], department] as const),
    ...Object.keys(value.heads ?? {}).map((department) => [['heads', department], department] as const),
  ];
  return named.flatMap(([path, name]) =>
    known.includes(name)
      ? []
      : [fault(path, 'other-department', { name, nearest: nearest(name, known), options: known.join(', ') })],
  );
}

/** Pools that the agreement hands off to and the team does not have, each with its place in the agreement. */
export function poolsMissing(
  { terms, file }: Pick<AgreementFile, 'terms'> & { readonly file: Pick<AgreementFile['file'], 'fault'> },
  { pools }: Team,
): readonly ConfigFault[] {
  const named: (readonly [Path, string])[] = [
    ...terms.handoffs.flatMap(({ pool, routes }, index): (readonly [Path, string])[] => [
      [['handoffs', index, 'pool'], pool],
      ...routes.map((route, at) => [['handoffs', index, 'routes', at, 'pool'], route.pool] as const),
    ]),
    ...Object.entries(terms.fallback).map(([pool, next]) => [['fallback', pool], next] as const),
  ];
  return named.flatMap(([path, name]) =>
    Object.hasOwn(pools, name)
      ? []
      : [file.fault(path, 'no-such-pool', { name, options: Object.keys(pools).join(', ') })],
  );
}

/**
 * As doubts: members of a pool who are of another department than every handoff that asks this pool first. Where a pool stands in for another (`fallback`), that
 * they are of another is the point of it.
 */
export function strangersInPools(
  { handoffs }: Pick<AgreementFile['terms'], 'handoffs'>,
  { value: { members, pools }, fault }: Pick<YamlFile<Team>, 'value' | 'fault'>,
): readonly ConfigFault[] {
  return Object.entries(pools).flatMap(([name, pool]) => {
    const asked = handoffs.filter((one) => [one.pool, ...one.routes.map((route) => route.pool)].includes(name));
    const departments = [...new Set(asked.map(({ to }) => to))];
    if (departments.length === 0) return [];
    return pool.members.flatMap((key, index) => {
      const department = members.find((member) => member.key === key)?.department;
      if (department === undefined || departments.includes(department)) return [];
      const about = { name: key, department, options: departments.join(', ') };
      return [fault(['pools', name, 'members', index], 'of-another-department', about)];
    });
  });
}
