import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { Compare, ToolId } from '../../session/session-store.ts';
import { timecodeOf } from '../../session/timecode-of.ts';
import { placePicture } from '../../session/view.ts';
import { CommandButton } from '../../ui/button.tsx';
import { playIcons, toolIcons } from '../../ui/icons.tsx';
import { Viewer } from './viewer.tsx';

const HINT_TOOLS = ['point', 'stroke', 'boundary', 'keep', 'eraser'] as const satisfies readonly ToolId[];
const HAND_TOOLS = ['move', 'pan'] as const satisfies readonly ToolId[];
const COMPARES = [['result', 'Result'], ['wipe', 'Wipe'], ['original', 'Original']] as const satisfies readonly (readonly [Compare, string])[];

/** Viewer with its head, tools and transport. */
export function ViewerPanel({ clip }: { readonly clip: Clip }): ReactNode {
  return (
    <section className="viewer-panel" aria-label="Viewer">
      <ViewerHead clip={clip} />
      <ToolRail />
      <Viewer clip={clip} />
      <Transport clip={clip} />
    </section>
  );
}

function ViewerHead({ clip }: { readonly clip: Clip }): ReactNode {
  const { session } = useEditor();
  const frame = useSession((now) => now.frame);
  const compare = useSession((now) => now.compare);
  const showHints = useSession((now) => now.showHints);
  const zoom = useSession((now) => placePicture(clip.picture, now.viewer, now.view).zoom);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const isKeyframe = useDocument((document) => keyframeAt(document, clip.id, frame) !== undefined);
  return (
    <div className="viewer-head">
      <b>{shot?.name ?? clip.name}</b>
      {shot === undefined ? null : <span>frame {frame - shot.range.first + 1} of {shot.range.last - shot.range.first + 1}</span>}
      {isKeyframe ? <span className="keyframe">◆ keyframe</span> : null}
      <div className="segments push" role="group" aria-label="Compare">
        {COMPARES.map(([id, label]) => <button key={id} type="button" aria-pressed={compare === id} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ compare: id }); }}>{label}</button>)}
      </div>
      <div className="segments" role="group" aria-label="Show over the picture">
        <button type="button" aria-pressed={showHints} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ showHints: !showHints }); }}>Hints</button>
      </div>
      <span>{Math.round(zoom * 100)} %</span>
    </div>
  );
}

function ToolRail(): ReactNode {
  const tool = useSession((now) => now.tool);
  const button = (id: ToolId): ReactNode => <CommandButton key={id} id={`tool.${id}`} pressed={tool === id}>{toolIcons[id]}</CommandButton>;
  return (
    <div className="rail" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {HINT_TOOLS.map(button)}
      <hr />
      {HAND_TOOLS.map(button)}
    </div>
  );
}

function Transport({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((now) => now.frame);
  const speed = useSession((now) => now.speed);
  const loop = useSession((now) => now.loopShot);
  const sound = useSession((now) => now.sound);
  const { picture, rate } = clip;
  return (
    <div className="transport">
      <div className="time">
        <strong data-testid="timecode">{timecodeOf(clip, frame)}</strong>
        <span>{rate.den === 1 ? rate.num : `${rate.num}/${rate.den}`} · {picture.width}×{picture.height} · {picture.bitDepth} bit, {picture.range}</span>
      </div>
      <div className="buttons" role="group" aria-label="Playback">
        <CommandButton id="play.previousKeyframe">{playIcons.previousKeyframe}</CommandButton>
        <CommandButton id="play.previousFrame">{playIcons.previousFrame}</CommandButton>
        <CommandButton id="play.backward" pressed={speed < 0}>{playIcons.backward}</CommandButton>
        <CommandButton id="play.toggle" look="raised">{speed === 0 ? playIcons.play : playIcons.pause}</CommandButton>
        <CommandButton id="play.nextFrame">{playIcons.nextFrame}</CommandButton>
        <CommandButton id="play.nextKeyframe">{playIcons.nextKeyframe}</CommandButton>
      </div>
      <div className="push">
        <span>{speed === 0 || speed === 1 ? '' : `${speed}×`}</span>
        <CommandButton id="play.loop" pressed={loop}>{playIcons.loop}</CommandButton>
        {clip.audioTracks > 0 ? <CommandButton id="play.sound" pressed={sound}>{playIcons.sound}</CommandButton> : null}
        <CommandButton id="shot.suggestedKey">Next key</CommandButton>
        <CommandButton id="shot.propagate" look="raised">Spread colour</CommandButton>
      </div>
    </div>
  );
}
