/** Members of the team as a command names them. */
import { BatonError } from '../domain/problem.ts';
import type { Team, TeamMember } from '../domain/team.ts';

/** By their key in team.yaml. Throws BatonError where nobody bears it. */
export function memberNamed({ members }: Team, key: string): TeamMember {
  const found = members.find((member) => member.key === key);
  if (found !== undefined) return found;
  const keys = members.map((member) => member.key).join(', ');
  throw new BatonError('NO_SUCH_MEMBER', `${key} is no member of the team`, `use one of: ${keys}`, {
    member: key,
    members: keys,
  });
}
