import { type Answers, lackOf } from './evaluate-rule.js';
import type { ResolvedCaller } from './resolved-caller.js';
import { type RoleHierarchy, strongestRoles } from './role-hierarchy.js';
import { type Group, policyUse, type Requirement } from './rule.js';

/** Returns a requirement as text: `owner id`, `policy isFriend`. */
export function describeRequirement(requirement: Requirement): string {
  return requirement.kind === 'owner' ? `owner ${requirement.property}` : `policy ${policyUse(requirement)}`;
}

/** Returns the members of a group as text. They come from the schema, and contain no data. */
export function membersOf(group: Group, hierarchy: RoleHierarchy): readonly string[] {
  const { roles, scopes } = group;
  const members = [
    ...strongestRoles(hierarchy, roles).map((role) => `requires ${role}`),
    ...(scopes === null || scopes.length === 0 ? [] : [`scopes ${scopes.join(' ')}`]),
    ...conditionsOn(group),
  ];
  return members.length === 0 ? ['authenticated'] : members;
}

/** Returns the members of a group that a role and scopes alone do not decide, as text. */
export function conditionsOn({ parent, value, freshWithin, assurance }: Group): readonly string[] {
  return [
    ...[...parent, ...value].map(describeRequirement),
    ...(freshWithin === Infinity ? [] : [`freshWithin ${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance ${assurance}`]),
  ];
}

/** Returns the members of a group that the caller lacks, as text. What was not evaluated is not listed. */
export function missingFrom(
  group: Group,
  resolvedCaller: ResolvedCaller,
  hierarchy: RoleHierarchy,
  now: number,
  answers?: Answers,
): readonly string[] {
  if (resolvedCaller.kind === 'anonymous') return ['authenticated'];
  const lack = lackOf(group, resolvedCaller, now);
  const { scopes } = resolvedCaller;
  const missingScopes = scopes === null ? [] : (group.scopes ?? []).filter((scope) => !scopes.has(scope));
  return [
    ...strongestRoles(hierarchy, group.roles)
      .filter((role) => !resolvedCaller.roles.has(role))
      .map((role) => `requires ${role}`),
    ...(scopes !== null && group.scopes === null ? ['a caller without scopes'] : []),
    ...(missingScopes.length === 0 ? [] : [`scopes ${missingScopes.join(' ')}`]),
    ...[...group.parent, ...group.value]
      .filter(({ key }) => answers?.get(key) === false)
      .map(describeRequirement),
    ...(lack.fresh ? [`freshWithin ${group.freshWithin}`] : []),
    ...(lack.assurance ? [`assurance ${group.assurance}`] : []),
  ];
}
