import { MOST_MEMORY, type Shot } from '../../../shared/model/document.ts';
import { withMasksOf } from './masks-in-place.ts';
import { byFrame, shotsOver } from './shots-over.ts';

/**
 * A shot into which another one is merged: what it states holds, and what it leaves open is the other's. Masks of both are there; a review is still to be done. Layers, vividness and
 * automatic colour stay the shot's own: those of the other become a version (`versionsInPlace`).
 */
export function withWhatIsOf(shot: Shot, other: Shot): Shot {
  const [flag, sceneId, networks] = [shot.flag ?? other.flag, shot.sceneId ?? other.sceneId, shot.networks ?? other.networks];
  const status = shot.status === undefined && other.status !== undefined ? 'review' : shot.status;
  const memory = [...new Set([...shot.memory ?? [], ...other.memory ?? []])].slice(0, MOST_MEMORY);
  const masks = withMasksOf(shot, other);
  return {
    ...shot, ...(flag === undefined ? {} : { flag }), ...(sceneId === undefined ? {} : { sceneId }), ...(networks === undefined ? {} : { networks }),
    ...(status === undefined ? {} : { status }), ...(memory.length === 0 ? {} : { memory }), ...(masks.length === 0 ? {} : { masks }),
  };
}

/** Shots in the place of all others of their clip, with the settings of these; `merged`: shots that go and of which none has the settings, by the one that has most of their frames. */
export function inPlaceOf(before: readonly Shot[], shots: readonly Shot[]): { readonly placed: readonly Shot[]; readonly merged: ReadonlyMap<Shot | undefined, readonly Shot[]> } {
  const known = new Set(before.map(({ id }) => id));
  const staying = new Set(shots.map(({ id }) => id));
  const models = shots.map((shot) => (known.has(shot.id) ? undefined : mostShared(shot, before)));
  const placed = shots.map((shot, index) => withSettingsOf(shot, models[index]));
  const taken = new Set(models);
  const ordered = byFrame(placed);
  return { placed, merged: Map.groupBy(before.filter((shot) => !staying.has(shot.id) && !taken.has(shot)), (shot) => mostShared(shot, ordered)) };
}

/** Of other shots the one that has most of a shot's frames. */
function mostShared({ range }: Shot, ordered: readonly Shot[]): Shot | undefined {
  const shared = (other: Shot): number => Math.min(range.last, other.range.last) - Math.max(range.first, other.range.first) + 1;
  return shotsOver(ordered, range).reduce<Shot | undefined>((best, each) => (shared(each) > (best === undefined ? 0 : shared(best)) ? each : best), undefined);
}

/** What the colourist has set for a shot holds for what takes its place, where that states nothing else; an approval does not, as it was of other frames. Groups of hints go with their keyframes. */
function withSettingsOf(shot: Shot, old: Shot | undefined): Shot {
  if (old === undefined) return shot;
  const { id: _id, name: _name, range: _range, transitionIn: _in, approval: _approval, hintGroups: _groups, status, ...settings } = old;
  return { ...settings, ...(status === undefined ? {} : { status: status === 'approved' ? 'review' : status }), ...shot };
}
