import type { LikeOffer } from '../../../shared/contract/propagate.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { frameIndex, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { App } from '../app.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { type KeyColour, readLike } from './colour-like-job.ts';
import { colourKeyframe } from './keyframe-colour.ts';

/** Coloured shots of the scene that are looked at, and keyframes of each: every one takes a run of the network. */
const [MOST_SHOTS, MOST_KEYS] = [3, 2];

/**
 * The coloured shot of its scene from which the colour of an uncoloured shot would be read best: with the confidence of the frame in the middle. `null` where the shot
 * has a keyframe or no scene, or none of its scene is coloured. The document is not changed. @throws AppError `project.notFound`, as colouring a keyframe and reading a frame do; AbortError
 */
export async function likeOffer(app: App, shotId: ShotId, { signal = new AbortController().signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<LikeOffer | null> {
  await app.contentsKnown();
  const { services } = app;
  const document = app.document();
  const index = documentIndex(document);
  const { shot, clip } = app.shotPlan(shotId);
  if (shot.sceneId === undefined || index.keyframes(shot.id).length > 0) return null;
  const frame = shot.range.first + Math.floor(rangeLength(shot.range) / 2);
  const away = ({ clipId, range }: Shot): number => (clipId === shot.clipId ? Math.max(range.first - shot.range.last, shot.range.first - range.last) : Infinity);
  const others = document.shots.filter((each) => each.sceneId === shot.sceneId && each.id !== shot.id && index.keyframes(each.id).length > 0).toSorted((a, b) => Math.sign(away(a) - away(b)) || 0);
  let best: LikeOffer | null = null;
  let looked = 0;
  for (const other of others) {
    if (looked === MOST_SHOTS) break;
    const plan = app.shotPlan(other.id);
    if (plan.clip.picture.width * clip.picture.height !== plan.clip.picture.height * clip.picture.width) continue;
    looked += 1;
    const keys: KeyColour[] = [];
    for (const keyframe of plan.keyframes.slice(0, MOST_KEYS)) {
      const source = keyframeSource(document, keyframe);
      keys.push({ source, plane: (await colourKeyframe(services, source, { signal })).plane });
    }
    const contents = Object.fromEntries([clip, plan.clip].map((each) => [each.id, services.contents.of(each)]));
    const { meanConfidence } = await readLike(services, { contents, from: { id: other.id, name: other.name } }, { target: { clip, shot }, frame, keys, signal });
    if (best === null || meanConfidence > best.confidence) best = { from: other.id, frame: frameIndex(frame), confidence: meanConfidence };
  }
  return best;
}
