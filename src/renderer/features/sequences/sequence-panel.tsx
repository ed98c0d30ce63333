import { type ReactNode, useMemo, useRef, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';
import { formatTimecode } from '../../../shared/model/timecode.ts';
import { goTo } from '../../commands/play-commands.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/notify.ts';
import { useSize } from '../../ui/use-size.ts';
import { useWheel } from '../../ui/use-wheel.ts';
import { openDeliveryOfSequence } from '../deliver/open-delivery.ts';
import { SequenceSound } from './sequence-sound.tsx';
import { blocksBetween, type SequenceBlock, sequenceBlocks } from './sequence-blocks.ts';

/** The events of a sequence along its record time; they cannot be changed here. A press shows an event's first frame. */
export function SequencePanel({ sequence }: { readonly sequence: Sequence }): ReactNode {
  const editor = useEditor();
  const clips = useDocument((document) => document.clips);
  const { blocks, length } = useMemo(() => sequenceBlocks(sequence, clips), [sequence, clips]);
  const missing = blocks.filter(({ clip }) => clip === undefined).length;
  async function makeShots(): Promise<void> {
    const { shots, clips: count, remarks } = await editor.edits.afterChanges(({ interchange }) => interchange.shotsFromSequence({ sequenceId: sequence.id }));
    showDone(`Made ${counted(shots, 'shot')} in ${counted(count, 'clip')} from “${sequence.name}”. Keyframes stay on their frames.`, [], told(remarks));
  }
  return (
    <section className="sequence" aria-label="Sequence">
      <header>
        <b>{sequence.name}</b>
        <span>{`${counted(sequence.events.length, 'event')}, ${formatTimecode(length, sequence.rate, { dropFrame: sequence.dropFrame })}${missing === 0 ? '' : `, ${missing} without a clip`}`}</span>
        <span className="push" />
        <Button disabled={missing === blocks.length} title="Gives the clips the shots that the events use; one undo takes it back" onClick={() => { makeShots().catch(editor.report); }}>Make shots from events</Button>
        <Button disabled={missing === blocks.length} title="Delivers the shots that the events use, of all clips" onClick={() => { openDeliveryOfSequence(editor, sequence); }}>Deliver sequence…</Button>
        <Button look="plain" onClick={() => {
          editor.session.setState({ sequenceId: null });
          editor.edits.apply({ kind: 'removeSequence', sequenceId: sequence.id }).catch(editor.report);
        }}>Remove sequence</Button>
        <Button look="plain" onClick={() => { editor.session.setState({ sequenceId: null }); }}>Close</Button>
      </header>
      <Events sequence={sequence} blocks={blocks} length={length} />
    </section>
  );
}

const MOST_TOLD = 4;

function told(remarks: readonly string[]): string | undefined {
  if (remarks.length === 0) return undefined;
  return [...remarks.slice(0, MOST_TOLD), ...(remarks.length > MOST_TOLD ? [`And ${remarks.length - MOST_TOLD} more.`] : [])].join(' ');
}

const WHEEL_ZOOM = 0.002;
/** CSS px per frame. */
const MOST_ZOOM = 40;
const RULER_MARKS = 8;

function Events({ sequence, blocks, length }: { readonly sequence: Sequence; readonly blocks: readonly SequenceBlock[]; readonly length: number }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const [zoom, setZoom] = useState<number | null>(null);
  const [left, setLeft] = useState(0);
  const fit = width / Math.max(1, length);
  const scale = zoom === null ? fit : Math.max(fit, zoom);
  useWheel(box, (event) => {
    if (event.ctrlKey || event.metaKey) setZoom(Math.min(MOST_ZOOM, scale * Math.exp(-event.deltaY * WHEEL_ZOOM)));
    else box.current?.scrollBy({ left: event.deltaX + event.deltaY });
  });
  const seen = blocksBetween(blocks, left / scale, (left + width) / scale);
  const first = sequence.events[0]?.recordStart ?? 0;
  // Before it is measured it has no marks.
  const marks = width === 0 ? [] : [...new Set(Array.from({ length: RULER_MARKS }, (_, index) => Math.round((left + (index * width) / RULER_MARKS) / scale)))];
  return (
    <div className="events quiet-scroll" ref={box} tabIndex={0} role="region" aria-label="Events of the sequence" onScroll={(event) => { setLeft(event.currentTarget.scrollLeft); }}>
      <div style={{ width: Math.max(width, length * scale), position: 'relative', height: '100%' }}>
        {marks.map((frame) => <small key={frame} style={{ left: frame * scale }}>{formatTimecode(first + frame, sequence.rate, { dropFrame: sequence.dropFrame })}</small>)}
        <SequenceSound blocks={seen} scale={scale} left={left} width={width} />
        {seen.map((block) => <EventBlock key={block.event.id} block={block} scale={scale} />)}
      </div>
    </div>
  );
}

function EventBlock({ block: { event, start, length, mix, clip, words }, scale }: { readonly block: SequenceBlock; readonly scale: number }): ReactNode {
  const editor = useEditor();
  const isCurrent = useSession((session) => event.clipId !== undefined && session.clipId === event.clipId && session.frame >= event.range.first && session.frame <= event.range.last);
  function show(): void {
    if (event.clipId === undefined) return;
    goTo(editor, event.range.first, event.clipId);
  }
  return (
    <button type="button" className="event" data-missing={clip === undefined} aria-current={isCurrent} title={words} style={{ left: start * scale, width: Math.max(2, length * scale - 1) }} onMouseDown={(press) => { press.preventDefault(); }} onClick={show}>
      {mix === 0 ? null : <i style={{ width: mix * scale }} />}
      <b>{event.name}</b><span>{clip ?? event.reel ?? 'no clip'}</span>
    </button>
  );
}
