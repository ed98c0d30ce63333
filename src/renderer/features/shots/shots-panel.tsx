import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { goTo } from '../../commands/play-commands.ts';
import { shotAt, shotsOf } from '../../document/project-mirror.ts';
import { colouredCount } from '../../document/shot-colours.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { planeKeyOf } from '../viewer/shown-frame.ts';

/** A frame below this wants a look. */
const UNSURE = 0.7;

/** The film's shots: poster, how far their colour is, and a way to go there. */
export function ShotsPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const frame = useSession((session) => session.frame);
  const [text, setText] = useState('');
  const shots = shotsOf(document, clip.id);
  const current = shotAt(document, clip.id, frame);
  const found = shots.filter((shot) => shot.name.toLowerCase().includes(text.trim().toLowerCase()));

  function onKey(event: KeyboardEvent): void {
    const at = found.findIndex((shot) => shot.id === current?.id);
    const next = event.key === 'ArrowDown' ? found[at + 1] : event.key === 'ArrowUp' ? found[at - 1] : event.key === 'Home' ? found[0] : event.key === 'End' ? found.at(-1) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(editor, next.range.first);
  }

  return (
    <section className="panel" aria-label="Shots">
      <h2>Shots <span>{shots.length}</span></h2>
      <input className="field search" type="search" aria-label="Find a shot" placeholder="Find a shot" value={text} onChange={(event) => { setText(event.target.value); }} />
      <ul className="shot-list quiet-scroll" role="listbox" tabIndex={0} aria-label="Shots of the film" {...(current === undefined ? {} : { 'aria-activedescendant': `shot-${current.id}` })} onKeyDown={onKey}>
        {found.map((shot) => <ShotRow key={shot.id} clip={clip} shot={shot} selected={shot.id === current?.id} keys={document.keyframes.filter((keyframe) => keyframe.shotId === shot.id).length} />)}
      </ul>
    </section>
  );
}

function ShotRow({ clip, shot, selected, keys }: { readonly clip: Clip; readonly shot: Shot; readonly selected: boolean; readonly keys: number }): ReactNode {
  const editor = useEditor();
  const row = useRef<HTMLLIElement>(null);
  const colour = useStore(editor.colours, ({ shots }) => shots.get(shot.id));
  const length = rangeLength(shot.range);
  const { coloured, lowest } = colouredCount(colour, shot);
  const unsure = lowest !== null && lowest < UNSURE;
  useEffect(() => { if (selected) row.current?.scrollIntoView({ block: 'nearest' }); }, [selected]);
  const words = keys === 0 ? 'no key yet' : coloured === length ? (unsure ? 'unsure in places' : 'coloured') : `${keys} ${keys === 1 ? 'key' : 'keys'}`;
  return (
    <li id={`shot-${shot.id}`} ref={row} className="shot" role="option" aria-selected={selected} data-state={keys === 0 ? 'none' : coloured === length ? 'coloured' : 'stale'} onClick={() => { goTo(editor, shot.range.first); }}>
      <Poster clip={clip} frame={shot.range.first + Math.floor(length / 2)} />
      <div>
        <div>{shot.name}</div>
        <small>{length} fr · {words}</small>
        <div className="bar" data-state={coloured === length ? (unsure ? 'unsure' : 'done') : 'part'}><i style={{ width: `${(100 * coloured) / length}%` }} /></div>
      </div>
    </li>
  );
}

/** Draws itself only while it is in sight. */
function Poster({ clip, frame }: { readonly clip: Clip; readonly frame: number }): ReactNode {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { thumbnails } = editor;
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (target === null || context === null || context === undefined) return undefined;
    let seen = false;
    const draw = (): void => {
      const image = seen ? thumbnails.get({ clipId: clip.id, frame, picture: clip.picture, planeKey: planeKeyOf(editor, frame) }) : undefined;
      if (image instanceof ImageBitmap) {
        const scale = Math.max(target.width / image.width, target.height / image.height);
        context.drawImage(image, (target.width - image.width * scale) / 2, (target.height - image.height * scale) / 2, image.width * scale, image.height * scale);
      }
    };
    const observer = new IntersectionObserver(([entry]) => {
      seen = entry?.isIntersecting === true;
      draw();
    });
    observer.observe(target);
    const stops = [thumbnails.subscribe(draw), editor.colours.subscribe(draw), editor.painter.store.subscribe(draw)];
    return () => {
      observer.disconnect();
      for (const stop of stops) stop();
    };
  }, [clip, frame, editor]);
  return <canvas ref={canvas} width={168} height={94} aria-hidden="true" />;
}
