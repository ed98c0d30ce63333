import { z } from 'zod';
import { SuggestionResult } from '../../../shared/contract/propagate.ts';
import { Shot } from '../../../shared/model/document.ts';
import type { JobId, ShotId } from '../../../shared/model/ids.ts';
import { defineJobKind, type JobKind, type JobRunner } from '../../jobs/index.ts';
import type { App } from '../app.ts';
import type { Services } from '../services.ts';
import { frameStatuses } from '../shots/frame-status.ts';

const SuggestParams = z.object({ shot: Shot.pick({ id: true, name: true }), /** State of the shot, as named by `KeyframeSuggestions`. */ standing: z.string() });
type SuggestParams = z.infer<typeof SuggestParams>;

/** Starts the search for the frame whose keyframe would help a shot most. @throws AppError `project.notFound` */
export async function suggestKeyframe(app: App, jobs: JobRunner, shotId: ShotId): Promise<JobId> {
  await app.contentsKnown();
  const plan = app.shotPlan(shotId);
  const { suggestions, store } = app.services;
  const params: SuggestParams = { shot: { id: shotId, name: plan.shot.name }, standing: suggestions.standing(plan, frameStatuses(plan, store)) };
  return jobs.enqueue('suggestKeyframe', params).id;
}

/** @param app the open project; a shot that was removed before the job runs has no suggestion */
export function suggestJobKind(services: Services, app: () => App | undefined): JobKind<SuggestParams, SuggestionResult> {
  return defineJobKind({
    kind: 'suggestKeyframe', lane: 'disk', params: SuggestParams, result: SuggestionResult, transient: true,
    label: ({ shot }) => `Suggesting a keyframe · ${shot.name}`,
    key: ({ shot, standing }) => `${shot.id} ${standing}`,
    shotId: ({ shot }) => shot.id,
    async run({ shot: { id: shotId } }, { signal }) {
      const open = app();
      const isThere = open?.current()?.document.shots.some(({ id }) => id === shotId) === true;
      if (!isThere) return { shotId, suggestion: null };
      const plan = open.shotPlan(shotId);
      return { shotId, suggestion: await services.suggestions.want(plan, frameStatuses(plan, services.store), { signal }) };
    },
  });
}
