import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { useSession } from '../../editor/editor-context.ts';
import type { ToolId } from '../../session/session-store.ts';
import { CommandButton } from '../../ui/button.tsx';
import { playIcons, toolIcons } from '../../ui/icons.tsx';
import { TimecodeField } from './timecode-field.tsx';
import { ViewerHead } from './viewer-head.tsx';
import { Viewer } from './viewer.tsx';

const HINT_TOOLS = ['point', 'stroke', 'boundary', 'auto', 'eraser'] as const satisfies readonly ToolId[];
const HAND_TOOLS = ['move', 'pick', 'pan'] as const satisfies readonly ToolId[];

/** Viewer with its head, tools and transport. */
export function ViewerPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const isPainting = useSession((now) => now.page === 'colour');
  return (
    <section className="viewer-panel" aria-label="Viewer">
      <ViewerHead clip={clip} />
      {isPainting ? <ToolRail /> : null}
      <Viewer clip={clip} />
      <Transport clip={clip} />
    </section>
  );
}

function ToolRail(): ReactNode {
  const tool = useSession((now) => now.tool);
  const button = (id: ToolId): ReactNode => <CommandButton key={id} id={`tool.${id}`} pressed={tool === id}>{toolIcons[id]}</CommandButton>;
  return (
    <div className="rail" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {HINT_TOOLS.map(button)}
      {button('mask')}
      <hr />
      {HAND_TOOLS.map(button)}
    </div>
  );
}

function Transport({ clip }: { readonly clip: Clip }): ReactNode {
  const speed = useSession((now) => now.speed);
  const loop = useSession((now) => now.loopShot);
  const sound = useSession((now) => now.sound);
  const isPainting = useSession((now) => now.page === 'colour');
  const { picture, rate } = clip;
  return (
    <div className="transport">
      <div className="time">
        <TimecodeField clip={clip} />
        <span><span>{rate.den === 1 ? rate.num : `${rate.num}/${rate.den}`} f/s · {picture.width}×{picture.height}</span> <span>{picture.bitDepth} bit, {picture.range}</span></span>
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
        {isPainting ? <><CommandButton id="shot.suggestedKeyframe">Suggested keyframe</CommandButton><CommandButton id="shot.propagate" look="raised" /></> : null}
      </div>
    </div>
  );
}
