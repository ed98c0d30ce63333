import { Acceptance } from '../../../shared/model/acceptance.ts';
import { ShotApproval } from '../../../shared/model/approval.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { Clip as ClipSchema } from '../../../shared/model/clip.ts';
import { Keyframe, Note, Reference, Shot, ShotNetworks, Still, Swatch } from '../../../shared/model/document.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { HintGroup } from '../../../shared/model/hint-group.ts';
import { Layer } from '../../../shared/model/layer.ts';
import { Mask } from '../../../shared/model/mask.ts';
import { Sequence } from '../../../shared/model/sequence.ts';

/** Records for tests; every call is parsed, so that a test uses only valid ones. */

export function sampleClip(id = 'film', frameCount = 100): Clip {
  return ClipSchema.parse({
    id, source: { kind: 'file', path: `/films/${id}.mov` }, contentHash: `hash-of-${id}`, name: id, codec: 'prores',
    picture: { width: 1280, height: 720, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv422p10le', family: 'yuv', bitDepth: 10, range: 'limited', matrix: 'bt709', primaries: 'bt709', scan: 'progressive' },
    rate: { num: 24000, den: 1001 }, timing: 'constant', frameCount, startTimecode: '01:00:00:00', audioTracks: 1, durationSeconds: (frameCount * 1001) / 24000, remarks: ['No colour tags.'],
  });
}

/** Shots of a clip from the first frames of each. */
export function sampleShots(clip: Clip, firsts: readonly number[], prefix: string = clip.id): Shot[] {
  return firsts.map((first, index) => Shot.parse({
    id: `${prefix}-${index + 1}`, clipId: clip.id, name: `Shot ${String(index + 1).padStart(2, '0')}`,
    range: { first, last: (firsts[index + 1] ?? clip.frameCount) - 1 }, transitionIn: { kind: 'cut' },
  }));
}

export function sampleKeyframe(id: string, shotId: string, frame: number, hints: readonly Hint[] = [], correction = false): Keyframe {
  return Keyframe.parse({ id, shotId, frame, hints, approved: false, ...(correction ? { correction: true } : {}) });
}

export function samplePoint(id: string, options: { readonly at?: readonly [number, number]; readonly ab?: readonly [number, number]; readonly swatch?: string; readonly group?: string } = {}): Hint {
  const { at = [0.25, 0.5], ab = [12.5, 30], swatch, group } = options;
  return Hint.parse({ kind: 'point', id, at, radius: 3 / 256, ab, ...(swatch === undefined ? {} : { swatch }), ...(group === undefined ? {} : { group }) });
}

export function sampleSwatch(id: string, lab: readonly [number, number, number] = [50, 20, -30]): Swatch {
  return Swatch.parse({ id, name: `Swatch ${id}`, lab, tolerance: 5, note: 'Seen on a uniform in the museum.' });
}

export function sampleReference(id: string): Reference {
  return Reference.parse({ id, name: id, path: `/stills/${id}.png`, contentHash: `hash-of-${id}` });
}

export function sampleNote(id: string, clipId: string, frame: number): Note {
  return Note.parse({ id, clipId, frame, text: 'Ask about the curtain.', colour: 'amber' });
}

export function sampleStill(id: string, clipId: string, frame: number, more: object = {}): Still {
  return Still.parse({ id, name: `Still ${id}`, clipId, frame, madeAt: '2026-11-21T12:00:00.000Z', ...more });
}

export function sampleAcceptance(id: string, clipId: string, frame: number): Acceptance {
  return Acceptance.parse({ id, clipId, kind: 'hint', frames: { first: frame, last: frame }, subject: '0.25,0.5', value: 6.5, note: 'The lamp lights it.', acceptedAt: '2026-11-28T12:00:00.000Z' });
}

export function sampleApproval({ range }: Pick<Shot, 'range'>, at: string): ShotApproval {
  return ShotApproval.parse({
    at, range, version: 'A', clip: 'hash-of-film', networks: { colorize: 'painter 2.1.0', propagate: 'propagation-painter 2.0.0' }, keyframes: [{ frame: range.first, key: 'hints' }],
    automatic: 'automatic', masks: 'masks', memory: 'none', layers: [{ id: 'warm', name: 'Warm', key: 'values' }, { id: 'off', name: 'Off', key: null }], colour: 'colour', coloured: 3,
  });
}

/** A layer that is not neutral in anything. */
export function sampleLayer(id: string, saturation = 0.8): Layer {
  const statistics = { mean: [4, 9], spread: [6, 8] };
  return Layer.parse({
    id, name: `Layer ${id}`, on: true, opacity: 0.75, saturation, hue: -12.5, warmth: 3, rollOff: { below: 8, above: 88 },
    still: { stillId: 'grabbed', name: 'Harbour', amount: 0.5, from: statistics, to: { ...statistics, mean: [-2, 14] } },
  });
}

/** A mask of two shapes. */
export function sampleMask(id: string, frame = 0): Mask {
  const shape = { kind: 'polygon', points: [[0.2, 0.2], [0.7, 0.25], [0.5, 0.8]], smooth: true };
  return Mask.parse({
    id, name: `Mask ${id}`, visible: true, inverted: false, feather: 0.02,
    keys: [{ frame, shape }, { frame: frame + 5, shape: { ...shape, points: [[0.3, 0.2], [0.8, 0.25], [0.6, 0.8]] } }],
  });
}

export function sampleGroup(id: string): HintGroup {
  return HintGroup.parse({ id, name: `Group ${id}`, ab: [20, 30] });
}

export function sampleNetworks(version: string): ShotNetworks {
  return ShotNetworks.parse({ colorize: { id: 'hint-unet', version }, propagate: { id: 'propagation', version } });
}

/** Three events: one of a clip with handles, one of a source that the project lacks, one with a dissolve. */
export function sampleSequence(id: string, clipId: string | undefined, first = 10): Sequence {
  const ofClip = clipId === undefined ? {} : { clipId };
  return Sequence.parse({
    id, name: 'Reel 1', rate: { num: 24, den: 1 }, dropFrame: false,
    events: [
      { id: 'event-1', name: 'Harbour', ...ofClip, reel: 'A001', range: { first, last: first + 9 }, handles: { before: 5, after: 3 }, recordStart: 86_400, transitionIn: { kind: 'cut' } },
      { id: 'event-2', name: 'Lost', reel: 'B007', range: { first: 90_000, last: 90_011 }, handles: { before: 0, after: 0 }, recordStart: 86_410, transitionIn: { kind: 'wipe', pattern: 1, frames: 6 } },
      { id: 'event-3', name: 'Street', ...ofClip, range: { first: first + 5, last: first + 14 }, handles: { before: 0, after: 0 }, recordStart: 86_430, transitionIn: { kind: 'dissolve', frames: 4 } },
    ],
  });
}
