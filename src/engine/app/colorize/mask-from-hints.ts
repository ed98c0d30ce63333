import { AppError } from '../../../shared/errors/app-error.ts';
import { effectiveAb } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { type ColourHint, isColourHint, kindOf } from '../../../shared/model/hint-kinds.ts';
import type { HintId, KeyframeId } from '../../../shared/model/ids.ts';
import type { PolygonShape } from '../../../shared/model/mask.ts';
import { tracedOutline } from '../../../shared/model/traced-outline.ts';
import { regionOfHints } from '../../colorize/index.ts';
import type { App } from '../app.ts';
import { ofPresentClip } from './paint-frame.ts';
import { frameKey } from './painting-sources.ts';

/**
 * The outline of what some hints of a keyframe lie on, as the painting network sees it; `null` where it sees nothing. Hints of other colours lie on
 * other things. @throws AppError `project.notFound`, as `Colorizer.paint`
 */
export async function maskFromHints(app: App, { keyframeId, hintIds }: { readonly keyframeId: KeyframeId; readonly hintIds: readonly HintId[] }, options: { readonly signal?: AbortSignal } = {}): Promise<PolygonShape | null> {
  await app.contentsKnown();
  return ofPresentClip(async () => {
    const { services } = app;
    const keyframe = app.keyframe(keyframeId);
    const { clip } = app.shotPlan(keyframe.shotId);
    const inside = keyframe.hints.filter((hint) => hintIds.includes(hint.id) && kindOf(hint).role !== 'boundary');
    if (inside.length === 0) throw new AppError('project.notFound', 'The hints are not in the project any more.');
    const { swatches } = app.document();
    const colourOf = (hint: ColourHint): string => effectiveAb(hint, swatches).join();
    const own = new Set(inside.filter(isColourHint).map(colourOf));
    // A hint of the same colour that was not chosen may lie on the same thing, or not: it says nothing.
    const isOther = (hint: Hint): boolean => !inside.includes(hint) && (isColourHint(hint) ? !own.has(colourOf(hint)) : kindOf(hint).role !== 'boundary');
    const region = await regionOfHints(services.colorizer, {
      frameKey: frameKey(services.contents.of(clip), keyframe.frame), luma: await services.paintingSources.luma(clip, keyframe.frame, options),
      inside, outside: keyframe.hints.filter(isOther), boundaries: keyframe.hints.filter((hint) => kindOf(hint).role === 'boundary'),
    }, options);
    return region === undefined ? null : tracedOutline(region) ?? null;
  });
}
