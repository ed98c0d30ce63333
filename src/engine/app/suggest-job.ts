import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { SuggestionResult, type SuggestedKeyframe } from '../../shared/contract/propagate.ts';
import { Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { JobId, ShotId } from '../../shared/model/ids.ts';
import { artefactKey, type ArtefactRunner, type ArtefactStore, keyframeSuggestionKind, type StoredArtefact } from '../artefacts/index.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../jobs/index.ts';
import { suggestionSteps } from '../propagate/index.ts';
import type { App } from './app.ts';
import { type FrameStatus, frameStatuses } from './frame-status.ts';
import type { ShotPlan } from './shot-plan.ts';

/** What a suggestion is made of: frames are counted from the first of the shot's coloured range. */
interface SuggestionInputs {
  readonly first: number;
  readonly confidences: readonly (number | null)[];
  readonly keys: readonly number[];
}

/** Suggested keyframes of shots as they stand. */
export interface KeyframeSuggestions {
  /** `undefined` while it is not known. */
  known(plan: ShotPlan, frames: readonly FrameStatus[]): Promise<SuggestedKeyframe | null | undefined>;
  /** Found, or worked out. @throws AppError `disk.full`; AbortError */
  want(plan: ShotPlan, options: { readonly signal: AbortSignal }): Promise<SuggestedKeyframe | null>;
}

/** Other work of this process gets its turn after so long. */
const TURN_MS = 8;
const Payload = z.object({ index: z.number().int().min(0).nullable() });

/** Tells the runner how keyframes are suggested. */
export function registerKeyframeSuggestions(runner: ArtefactRunner, store: ArtefactStore): KeyframeSuggestions {
  const want = runner.register(keyframeSuggestionKind, async (_inputs, { confidences, keys }: SuggestionInputs, { signal }) => {
    const steps = suggestionSteps(confidences, keys);
    let since = performance.now();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return { payload: Buffer.from(JSON.stringify({ index: step.value ?? null })) };
      if (performance.now() - since < TURN_MS) continue;
      await turn();
      signal.throwIfAborted();
      since = performance.now();
    }
  });

  return {
    async known(plan, frames) {
      const inputs = inputsOf(plan, frames);
      if (!isWorthWhile(inputs)) return null;
      const found = await store.get(artefactKey(keyframeSuggestionKind, keyInputs(inputs)));
      return found === undefined ? undefined : suggested(inputs, found);
    },
    async want(plan, options) {
      const inputs = inputsOf(plan, frameStatuses(plan, store));
      return isWorthWhile(inputs) ? suggested(inputs, await want(keyInputs(inputs), inputs, options)) : null;
    },
  };
}

function inputsOf(plan: ShotPlan, frames: readonly FrameStatus[]): SuggestionInputs {
  const { first } = plan.range;
  return {
    first,
    confidences: frames.map(({ confidence, stale }) => (stale ? null : confidence ?? null)),
    keys: [...plan.keys.keys(), ...plan.corrections.map(({ frame }) => frame)].map((frame) => frame - first).filter((frame) => frame >= 0).sort((a, b) => a - b),
  };
}

/** Where nothing was propagated there is nothing to look at. */
function isWorthWhile({ confidences }: SuggestionInputs): boolean {
  return confidences.some((confidence) => confidence !== null && confidence < 1);
}

function keyInputs({ confidences, keys }: SuggestionInputs): z.input<typeof keyframeSuggestionKind.inputs> {
  const values = Float64Array.from(confidences, (confidence) => confidence ?? NaN);
  return { confidences: createHash('sha256').update(values).digest('hex'), keys: [...keys] };
}

function suggested({ first, confidences }: SuggestionInputs, { payload }: StoredArtefact): SuggestedKeyframe | null {
  const { index } = Payload.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  return index === null ? null : { frame: frameIndex(first + index), confidence: confidences[index] ?? 0 };
}

const SuggestParams = z.object({ shot: Shot.pick({ id: true, name: true }), /** How the shot stood. */ standing: z.string() });
type SuggestParams = z.infer<typeof SuggestParams>;

/** Begins to look for the frame whose keyframe would help a shot most, as it stands. @throws AppError `project.notFound` */
export async function suggestKeyframe(app: App, jobs: JobRunner, shotId: ShotId): Promise<JobId> {
  await app.contentsKnown();
  const plan = app.shotPlan(shotId);
  const { confidences, keys } = keyInputs(inputsOf(plan, frameStatuses(plan, app.services.store)));
  const params: SuggestParams = { shot: { id: shotId, name: plan.shot.name }, standing: `${confidences} ${keys.join(' ')}` };
  return jobs.enqueue('suggestKeyframe', params).id;
}

/** @param app the open project; a shot that is gone when its turn has come has no suggestion */
export function suggestJobKind(suggestions: KeyframeSuggestions, app: () => App | undefined): JobKind<SuggestParams, SuggestionResult> {
  return defineJobKind({
    kind: 'suggestKeyframe', lane: 'disk', params: SuggestParams, result: SuggestionResult, transient: true,
    label: ({ shot }) => `Suggesting a keyframe · ${shot.name}`,
    key: ({ shot, standing }) => `${shot.id} ${standing}`,
    shotId: ({ shot }) => shot.id,
    async run({ shot: { id: shotId } }, { signal }) {
      const open = app();
      const isThere = open?.current()?.document.shots.some(({ id }) => id === shotId) === true;
      return { shotId, suggestion: isThere ? await suggestions.want(open.shotPlan(shotId), { signal }) : null };
    },
  });
}
