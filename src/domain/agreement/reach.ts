/** How many points a lead can have at most and at least, by the tables and caps of an agreement. */
import type { ActivityKind } from '../activity.ts';
import type { Agreement, AttributeRule, BehaviourRule, ScorePart } from './vocabulary.ts';

export type Reach = Readonly<Record<ScorePart, { readonly least: number; readonly most: number }>>;

export interface ReachOptions {
  /** Only activities of these kinds happen; absent: all. */
  readonly kinds?: ReadonlySet<ActivityKind> | undefined;
  /** As if nothing were capped but single rules. */
  readonly uncapped?: boolean;
}

/** Upper and lower bounds: two rules over one field are taken as independent. */
export function reachOf(agreement: Agreement, { kinds, uncapped = false }: ReachOptions = {}): Reach {
  const { scoring } = agreement;
  const happens = ({ activity }: BehaviourRule): boolean =>
    kinds === undefined || [activity].flat().some((kind) => kinds.has(kind));
  const part = (
    name: 'attribute' | 'behaviour',
    rules: readonly { readonly group: string | undefined; readonly most: number; readonly least: number }[],
  ): { readonly least: number; readonly most: number } => {
    const byGroup = Map.groupBy(rules, ({ group }) => group);
    let most = 0;
    for (const [group, members] of byGroup) {
      const sum = members.reduce((all, rule) => all + rule.most, 0);
      const cap = group === undefined || uncapped ? undefined : scoring.groups[group]?.cap;
      most += Math.min(sum, cap ?? sum);
    }
    const cap = uncapped ? undefined : scoring.caps?.[name];
    return { most: Math.min(most, cap ?? most), least: rules.reduce((all, rule) => all + rule.least, 0) };
  };
  const attribute = part(
    'attribute',
    scoring.attributes.map((rule) => ({ group: rule.group, ...attributeRange(rule) })),
  );
  const behaviour = part(
    'behaviour',
    scoring.behaviours.filter(happens).map((rule) => ({ group: rule.group, ...behaviourRange(rule) })),
  );
  return {
    attribute,
    behaviour,
    total: { least: attribute.least + behaviour.least, most: attribute.most + behaviour.most },
  };
}

/** With nothing known: 0. */
export function attributeRange({ bands = [], values = [], otherwise }: AttributeRule): {
  readonly least: number;
  readonly most: number;
} {
  const all = [0, otherwise, ...bands.map(({ points }) => points), ...values.map(({ points }) => points)];
  return { least: Math.min(...all), most: Math.max(...all) };
}

/** With nothing done: 0. */
export function behaviourRange({ points, count, cap }: BehaviourRule): {
  readonly least: number;
  readonly most: number;
} {
  const size = count === 'each' ? (cap ?? Math.abs(points)) : Math.abs(points);
  return points > 0 ? { least: 0, most: size } : { least: -size, most: 0 };
}
