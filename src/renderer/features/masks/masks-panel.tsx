import { type ReactNode, useMemo } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { groupOf } from '../../../shared/model/hint-group.ts';
import { type Mask, type Masks, MOST_FEATHER } from '../../../shared/model/mask.ts';
import { keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { chosenMask, masksShown } from '../../editor/mask-context.ts';
import { changeMask } from '../../editor/mask-edits.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { maskIcons } from '../../ui/icons.tsx';
import { SliderRow } from '../../ui/slider-row.tsx';
import { cutOffWords } from './cut-off.ts';
import { limitWords } from './limit-words.ts';
import { LostMaskLine } from './lost-mask-bar.tsx';
import { MaskList } from './mask-list.tsx';
import { MaskParts } from './mask-parts.tsx';

/** Feather in percent of the picture's width. */
const FEATHER = { write: (value: number) => (value * 100).toFixed(1), read: (text: string) => Number(text.replace('%', '')) / 100, say: (value: number) => `${(value * 100).toFixed(1)} % of the width` };

/** Masks of the shot under the playhead. */
export function MasksPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((session) => session.frame);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const liveMasks = useSession((session) => session.liveMasks);
  const selectedMask = useSession((session) => session.selectedMask);
  const kind = useSession((session) => (session.tool === 'mask' ? session.maskKind : null));
  const masks = masksShown(shot, { liveMasks });
  const chosen = chosenMask(masks, { selectedMask });
  return (
    <section className="panel trim masks" aria-label="Masks">
      <h2>Masks <span>
        {(['ellipse', 'polygon', 'brush'] as const).map((each) => <CommandButton key={each} id={`mask.${each}`} pressed={kind === each}>{maskIcons[each]}</CommandButton>)}
        <CommandButton id="mask.fromHint">{maskIcons.fromHint}</CommandButton>
        <CommandButton id="mask.addInMiddle">{maskIcons.add}</CommandButton>
      </span></h2>
      {shot === undefined || masks.length === 0
        ? <p className="empty-note">No masks. Choose a shape and draw on the picture to limit a layer to it, or select a hint and take the outline of what it lies on.</p>
        : (
          <div className="trim-body quiet-scroll">
            <MaskList shotId={shot.id} masks={masks} chosen={chosen} />
            {chosen === undefined ? null : <MaskDetail key={chosen.id} clip={clip} shot={shot} masks={masks} mask={chosen} frame={frame} />}
          </div>
        )}
    </section>
  );
}

interface DetailProps {
  readonly clip: Clip;
  readonly shot: Shot;
  readonly masks: Masks;
  readonly mask: Mask;
  readonly frame: number;
}

function MaskDetail({ clip, shot, masks, mask, frame }: DetailProps): ReactNode {
  const editor = useEditor();
  const hints = useDocument((document) => keyframeAt(document, clip.id, frame)?.hints);
  const cutOff = useMemo(() => (hints === undefined ? undefined : cutOffWords(mask, { hints: hints.filter((hint) => groupOf(hint, shot.hintGroups)?.off !== true), frame, picture: clip.picture, masks })), [mask, masks, hints, shot.hintGroups, frame, clip.picture]);
  const limit = limitWords(mask, shot);
  const change = (next: Mask, gesture?: string): void => { changeMask(editor, shot.id, next, gesture); };
  return (
    <div className="hint-detail" role="group" aria-label={mask.name}>
      <SliderRow
        label="Feather" title="Width of the soft edge to each side of the outline. Double-click resets it." fieldLabel="Feather in percent of the width" min={0} max={MOST_FEATHER} step={0.001} initial={0.01} figure={FEATHER} value={mask.feather}
        onSlide={(feather, gesture) => { change({ ...mask, feather }, gesture); }} onSet={(feather) => { change({ ...mask, feather }); }}
      />
      <p className="mask-shapes">{shapesWords(mask, frame)}</p>
      <div className="hint-actions" role="toolbar" aria-label="Tracking of the mask">
        <CommandButton id="mask.track.backwards">{maskIcons.backwards}</CommandButton>
        <CommandButton id="mask.track.both">Track mask</CommandButton>
        <CommandButton id="mask.track.forwards">{maskIcons.forwards}</CommandButton>
      </div>
      <LostMaskLine shot={shot} mask={mask} frame={frame} />
      <MaskParts shotId={shot.id} masks={masks} mask={mask} />
      <div className="hint-actions" role="toolbar" aria-label="Effect of the mask">
        <Button look="plain" aria-pressed={mask.inverted} title="Covers the rest of the picture instead" onClick={() => { change({ ...mask, inverted: !mask.inverted }); }}>Invert</Button>
        <Button look="plain" aria-pressed={mask.stopsColour === true} title="The colour of hints does not pass the outline, as with a drawn boundary. A side without a colour hint gets automatic colour." onClick={() => { change(withStop(mask, mask.stopsColour !== true)); }}>Stops colour</Button>
      </div>
      {cutOff === undefined ? null : <p className="mask-shapes" role="status">{cutOff}</p>}
      {limit === undefined ? null : <p className="mask-shapes">{limit}</p>}
      <div className="hint-actions" role="toolbar" aria-label="Selected mask">
        <CommandButton id="mask.addLayer">Layer for mask</CommandButton>
        <CommandButton id="mask.limitHints">Limit hints</CommandButton>
        <CommandButton id="mask.removeShape">Delete shape</CommandButton>
        <CommandButton id="mask.remove">Delete</CommandButton>
      </div>
    </div>
  );
}

function withStop({ stopsColour: _old, ...mask }: Mask, stops: boolean): Mask {
  return stops ? { ...mask, stopsColour: true } : mask;
}

/** “2 shapes and 7 tracked, a tracked one on this frame”. */
function shapesWords({ keys }: Mask, frame: number): string {
  const tracked = keys.filter((key) => key.tracked === true).length;
  const byHand = keys.length - tracked;
  const here = keys.find((key) => key.frame === frame);
  if (byHand === 1 && tracked === 0) return `1 shape, ${here === undefined ? 'not ' : ''}on this frame`;
  return `${counted(byHand, 'shape')}${tracked === 0 ? '' : ` and ${tracked} tracked`}, ${here === undefined ? 'none' : here.tracked === true ? 'a tracked one' : 'one'} on this frame`;
}
