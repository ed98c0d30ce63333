import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { SuggestedKeyframe } from '../../../shared/contract/propagate.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { artefactKey, type ArtefactRunner, type ArtefactStore, keyframeSuggestionKind, type StoredArtefact } from '../../artefacts/index.ts';
import { suggestionSteps } from '../../propagate/index.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';

/** Inputs of a suggestion: frames are counted from the first of the shot's coloured range. */
interface SuggestionInputs {
  readonly first: number;
  readonly confidences: readonly (number | null)[];
  readonly keys: readonly number[];
}

/** Mean confidence of the frames of a shot's coloured range, in order. */
type FrameConfidences = readonly { readonly confidence: number | undefined; readonly stale: boolean }[];

/** Suggested keyframes of shots in their present state. */
export interface KeyframeSuggestions {
  /** The suggestion, `undefined` while it is unknown. */
  known(plan: ShotPlan, frames: FrameConfidences): Promise<SuggestedKeyframe | null | undefined>;
  /** Reads the suggestion from the store, or makes it. @throws AppError `disk.full`; AbortError */
  want(plan: ShotPlan, frames: FrameConfidences, options: { readonly signal: AbortSignal }): Promise<SuggestedKeyframe | null>;
  /** Name of a shot's state: of everything that its suggestion depends on. */
  standing(plan: ShotPlan, frames: FrameConfidences): string;
}

/** Milliseconds of computation after which the event loop is released. */
const TURN_MS = 8;
const Payload = z.object({ index: z.number().int().min(0).nullable() });

/** Registers the maker of suggestions with the runner. */
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
    async want(plan, frames, options) {
      const inputs = inputsOf(plan, frames);
      return isWorthWhile(inputs) ? suggested(inputs, await want(keyInputs(inputs), inputs, options)) : null;
    },
    standing: (plan, frames) => artefactKey(keyframeSuggestionKind, keyInputs(inputsOf(plan, frames))),
  };
}

function inputsOf(plan: ShotPlan, frames: FrameConfidences): SuggestionInputs {
  const { first } = plan.range;
  return {
    first,
    confidences: frames.map(({ confidence, stale }) => (stale ? null : confidence ?? null)),
    keys: [...plan.keys.keys(), ...plan.corrections.map(({ frame }) => frame)].map((frame) => frame - first).filter((frame) => frame >= 0).sort((a, b) => a - b),
  };
}

/** Without propagated colour there is nothing to read. */
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
