import { AppError } from '../../../shared/errors/app-error.ts';
import type { ShotApproval } from '../../../shared/model/approval.ts';
import { type Clip, type ClipCoding, withCoding } from '../../../shared/model/clip.ts';
import { withRate } from '../../../shared/model/clip-rate.ts';
import type { AutomaticModel, MarkerColour, ProjectCommand, ProjectDocument, ReviewStatus, Shot, ShotNetworks, ShotTransition } from '../../../shared/model/document.ts';
import { type FrameIndex, frameRange, type Rate } from '../../../shared/model/frame.ts';
import type { ClipId, ShotId } from '../../../shared/model/ids.ts';
import { mergedName } from '../../../shared/model/shot-name.ts';
import { assertPartition, shotsOfClip, withClipShots } from './clip-shots.ts';
import { withGroups } from './coming-groups.ts';
import { assertNewId, findRecord, withRecord } from './find-record.ts';
import { inPlaceOf, withWhatIsOf } from './merged-shot.ts';

export function addClip(document: ProjectDocument, clip: Clip, shots: readonly Shot[]): ProjectDocument {
  assertNewId(document.clips, clip.id, 'clip');
  return withClipShots({ ...document, clips: [...document.clips, clip] }, clip, shots);
}

export function relinkClip(document: ProjectDocument, { clipId, source, unreadable, damaged, remarks }: Extract<ProjectCommand, { kind: 'relinkClip' }>): ProjectDocument {
  const clip = findRecord(document.clips, clipId, 'clip');
  const { unreadable: _unread, damaged: _damage, ...rest } = clip;
  const read = remarks === undefined ? clip : { ...rest, ...(unreadable === undefined ? {} : { unreadable }), ...(damaged === undefined ? {} : { damaged }), remarks };
  return { ...document, clips: withRecord(document.clips, { ...read, source }) };
}

export function replaceShots(document: ProjectDocument, clipId: ClipId, shots: readonly Shot[]): ProjectDocument {
  const { placed, merged } = inPlaceOf(shotsOfClip(document, clipId), shots);
  return withClipShots(document, findRecord(document.clips, clipId, 'clip'), placed.map((shot) => (merged.get(shot) ?? []).reduce(withWhatIsOf, shot)));
}

/** Splits a shot; `at` is the first frame of the second. @throws AppError `input.frameOutside` */
export function splitShot(document: ProjectDocument, shotId: ShotId, at: FrameIndex, newShotId: ShotId): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertNewId(document.shots, newShotId, 'shot');
  if (at <= shot.range.first || at > shot.range.last) {
    throw new AppError('input.frameOutside', `“${shot.name}” has frames ${shot.range.first} to ${shot.range.last} and cannot be cut at frame ${at}.`);
  }
  const shots = shotsOfClip(document, shot.clipId);
  const left = { ...shot, range: frameRange(shot.range.first, at - 1) };
  const right: Shot = { ...shot, id: newShotId, name: freeName(shots, shot.name), range: frameRange(at, shot.range.last), transitionIn: { kind: 'cut' } };
  return placed(document, shot.clipId, shots.flatMap((each) => (each.id === shotId ? [left, right] : [each])));
}

/** “Shot 03” gives “Shot 03 b”, then “Shot 03 c”, …; after z the suffix is a number. */
function freeName(shots: readonly Shot[], name: string): string {
  const taken = new Set(shots.map((each) => each.name));
  const stem = name.replace(/ [b-z]$/, '');
  for (let index = 1; ; index++) {
    const candidate = `${stem} ${index < 26 ? String.fromCharCode(97 + index) : index + 1}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Merges two neighbours; transitionIn and what else both state are the first one's, and so is the name, unless only the second one's was chosen ({@link mergedName}). @throws AppError `project.conflict` when they are not neighbours */
export function mergeShots(document: ProjectDocument, firstId: ShotId, secondId: ShotId): ProjectDocument {
  const first = findRecord(document.shots, firstId, 'shot');
  const second = findRecord(document.shots, secondId, 'shot');
  if (first.clipId !== second.clipId || second.range.first !== first.range.last + 1) {
    throw new AppError('project.conflict', `“${second.name}” does not follow “${first.name}”, so they cannot be joined.`);
  }
  const merged: Shot = { ...withWhatIsOf(withGroups(first, second), second), name: mergedName(first.name, second.name), range: frameRange(first.range.first, second.range.last) };
  return placed(document, first.clipId, shotsOfClip(document, first.clipId).flatMap((each) => (each.id === firstId ? [merged] : each.id === secondId ? [] : [each])));
}

/** Moves the boundary at a shot's beginning with its dissolve. @throws AppError `input.frameOutside` */
export function moveCut(document: ProjectDocument, shotId: ShotId, to: FrameIndex): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const shots = shotsOfClip(document, shot.clipId);
  const previous = shots[shots.indexOf(shot) - 1];
  if (previous === undefined) throw new AppError('input.frameOutside', `“${shot.name}” begins where its clip begins; there is no cut to move.`);
  if (to <= previous.range.first || to > shot.range.last) {
    throw new AppError('input.frameOutside', `The cut into “${shot.name}” can be moved to frames ${previous.range.first + 1} to ${shot.range.last}, not to ${to}.`);
  }
  const moved = { ...shot, range: frameRange(to, shot.range.last), transitionIn: movedTransition(shot.transitionIn, to - shot.range.first) };
  const before = { ...previous, range: frameRange(previous.range.first, to - 1) };
  return placed(document, shot.clipId, shots.map((each) => (each.id === shotId ? moved : each.id === previous.id ? before : each)));
}

function movedTransition(transitionIn: ShotTransition, by: number): ShotTransition {
  return transitionIn.kind === 'cut' ? transitionIn : { kind: 'dissolve', frames: frameRange(Math.max(0, transitionIn.frames.first + by), transitionIn.frames.last + by) };
}

/** The user states the dissolve, so an invalid one is refused, not trimmed. @throws AppError `input.malformed` */
export function setTransitionIn(document: ProjectDocument, shotId: ShotId, transitionIn: ShotTransition): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  const clip = findRecord(document.clips, shot.clipId, 'clip');
  const shots = withRecord(shotsOfClip(document, clip.id), { ...shot, transitionIn });
  assertPartition(clip, shots);
  return withClipShots(document, clip, shots);
}

export function renameShot(document: ProjectDocument, shotId: ShotId, name: string): ProjectDocument {
  return { ...document, shots: withRecord(document.shots, { ...findRecord(document.shots, shotId, 'shot'), name }) };
}

function placed(document: ProjectDocument, clipId: ClipId, shots: readonly Shot[]): ProjectDocument {
  return withClipShots(document, findRecord(document.clips, clipId, 'clip'), shots);
}

export function setClipCoding(document: ProjectDocument, clipId: ClipId, coding: ClipCoding | undefined): ProjectDocument {
  return { ...document, clips: withRecord(document.clips, withCoding(findRecord(document.clips, clipId, 'clip'), coding)) };
}

export function setClipRate(document: ProjectDocument, clipId: ClipId, rate: Rate | undefined): ProjectDocument {
  return { ...document, clips: withRecord(document.clips, withRate(findRecord(document.clips, clipId, 'clip'), rate)) };
}

export function setShotNetworks(document: ProjectDocument, shotId: ShotId, networks: ShotNetworks): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  return { ...document, shots: withRecord(document.shots, { ...shot, networks }) };
}

export function setVividness(document: ProjectDocument, shotIds: readonly ShotId[], vividness: number | undefined): ProjectDocument {
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  return { ...document, shots: document.shots.map((shot) => (changed.has(shot.id) && shot.vividness !== vividness ? withVividness(shot, vividness) : shot)) };
}

function withVividness({ vividness: _old, ...shot }: Shot, vividness: number | undefined): Shot {
  return vividness === undefined ? shot : { ...shot, vividness };
}

/** @param approvals of shots that are approved; a shot that has the status already gets a new one only where it is given */
export function setShotStatus(document: ProjectDocument, { shotIds, status, approvals = [] }: Pick<Extract<ProjectCommand, { kind: 'setShotStatus' }>, 'shotIds' | 'status' | 'approvals'>): ProjectDocument {
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  const given = new Map(status === 'approved' ? approvals.map(({ shotId, approval }) => [shotId, approval]) : []);
  return { ...document, shots: document.shots.map((shot) => {
    const approval = given.get(shot.id);
    const isSame = shot.status === status && (approval === undefined || JSON.stringify(approval) === JSON.stringify(shot.approval));
    return changed.has(shot.id) && !isSame ? withStatus(shot, status, approval) : shot;
  }) };
}

function withStatus({ status: _old, approval: _approved, ...shot }: Shot, status: ReviewStatus | undefined, approval: ShotApproval | undefined): Shot {
  return { ...shot, ...(status === undefined ? {} : { status }), ...(approval === undefined ? {} : { approval }) };
}

export function setShotFlag(document: ProjectDocument, shotIds: readonly ShotId[], flag: MarkerColour | undefined): ProjectDocument {
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  return { ...document, shots: document.shots.map((shot) => (changed.has(shot.id) && shot.flag !== flag ? withFlag(shot, flag) : shot)) };
}

function withFlag({ flag: _old, ...shot }: Shot, flag: MarkerColour | undefined): Shot {
  return flag === undefined ? shot : { ...shot, flag };
}

export function setAutomaticModel(document: ProjectDocument, shotIds: readonly ShotId[], model: AutomaticModel | undefined): ProjectDocument {
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  const isSame = (shot: Shot): boolean => shot.automatic?.id === model?.id && shot.automatic?.version === model?.version;
  return { ...document, shots: document.shots.map((shot) => (changed.has(shot.id) && !isSame(shot) ? withAutomaticModel(shot, model) : shot)) };
}

function withAutomaticModel({ automatic: _old, ...shot }: Shot, model: AutomaticModel | undefined): Shot {
  return model === undefined ? shot : { ...shot, automatic: model };
}
