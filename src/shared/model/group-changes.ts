import { counted } from '../counted.ts';
import type { ProjectDocument, Shot } from './document.ts';
import { documentIndex } from './document-index.ts';
import type { HintGroup } from './hint-group.ts';

/** Whether two records of a group that was in one shot before a split say the same of its hints. */
export function isSameGroup(one: HintGroup, other: HintGroup): boolean {
  return settingsOf(one) === settingsOf(other);
}

/** Whether no group is in two shots with different settings, so that nothing can change as its hints go from one to another. */
export function areGroupsAlike(shots: readonly Pick<Shot, 'hintGroups'>[]): boolean {
  const known = new Map<HintGroup['id'], string>();
  return shots.every(({ hintGroups = [] }) => hintGroups.every((group) => {
    const settings = settingsOf(group);
    const own = known.get(group.id) ?? settings;
    known.set(group.id, own);
    return own === settings;
  }));
}

function settingsOf({ name, ab, swatch, locked, off, mask }: HintGroup): string {
  return JSON.stringify([name, ab, swatch, locked, off, mask]);
}

/**
 * Groups of which hints have come into a shot that has other settings for them, by a change of cuts: after a split each part has its own.
 * Sentences, one a group and pair of shots.
 */
export function groupChanges(before: ProjectDocument, after: ProjectDocument): readonly string[] {
  if (before.keyframes === after.keyframes) return [];
  const [were, are] = [documentIndex(before), documentIndex(after)];
  const changes = new Map<string, { readonly name: string; readonly shot: string; keyframes: number }>();
  for (const { id, shotId, hints } of before.keyframes) {
    const now = are.keyframe(id);
    if (now === undefined || now.shotId === shotId) continue;
    const [from, to] = [were.shot(shotId), are.shot(now.shotId)];
    const used = new Set(hints.map(({ group }) => group));
    for (const group of from?.hintGroups ?? []) {
      const own = used.has(group.id) ? to?.hintGroups?.find((each) => each.id === group.id) : undefined;
      if (own === undefined || isSameGroup(group, own)) continue;
      const key = `${shotId} ${now.shotId} ${group.id}`;
      const change = changes.get(key) ?? { name: group.name, shot: to!.name, keyframes: 0 };
      change.keyframes += 1;
      changes.set(key, change);
    }
  }
  return [...changes.values()].map(({ name, shot, keyframes }) => `The hints of “${name}” on ${counted(keyframes, 'keyframe')} come into “${shot}” and take the settings that this group has there.`);
}
