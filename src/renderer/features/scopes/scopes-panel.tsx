import { type ReactNode, useEffect, useRef } from 'react';
import { type Clip, codingOf } from '../../../shared/model/clip.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import { CommandButton } from '../../ui/button.tsx';
import { NEEDS_PX } from '../../ui/needed-height.ts';
import { createScreenRefresh } from '../../ui/screen-refresh.ts';
import { useSize } from '../../ui/use-size.ts';
import { drawScope, traceOf } from './draw-scope.ts';
import type { ScopeImage, ScopeKind } from './scope-image.ts';
import { createScopeReader, type ScopeReader, type ScopeWish } from './scope-reader.ts';

const KINDS = [['vectorscope', 'Vector'], ['waveform', 'Waveform'], ['parade', 'Parade'], ['histogram', 'Histogram']] as const satisfies readonly (readonly [ScopeKind, string])[];

/** Scopes of the viewer's picture, with a button to hide them. Nothing is counted while they are hidden. */
export function ScopesPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const shown = useSession((now) => now.showScopes);
  const button = <CommandButton id="view.scopes">{shown ? 'Hide' : 'Show'}</CommandButton>;
  return shown ? <Scopes clip={clip}>{button}</Scopes> : <section className="scopes" aria-label="Scopes"><div className="scopes-head"><h2>Scopes</h2>{button}</div></section>;
}

/** Width in CSS px from which two scopes stand beside each other. */
const ROOM_FOR_TWO_PX = 400;

/** Pure: the scopes in a panel of a width: the chosen one, and where there is room the vectorscope to its left, or the waveform beside the vectorscope. */
function shownScopes(chosen: ScopeKind, widthPx: number): readonly ScopeKind[] {
  if (widthPx < ROOM_FOR_TWO_PX) return [chosen];
  return ['vectorscope', chosen === 'vectorscope' ? 'waveform' : chosen];
}

/** Height in CSS px at which a scope can be read, with its head. */
const NEEDED_PX = 214;

/** Scopes of the viewer's picture. @param children beside the choice of the scope */
export function Scopes({ clip, children }: { readonly clip: Clip; readonly children?: ReactNode }): ReactNode {
  const { session } = useEditor();
  const chosen = useSession((now) => now.scope);
  const section = useRef<HTMLElement>(null);
  const { width } = useSize(section);
  const shown = shownScopes(chosen, width);
  return (
    <section className="scopes" aria-label="Scopes" ref={section} {...{ [NEEDS_PX]: NEEDED_PX }}>
      <div className="scopes-head">
        <div className="segments" role="group" aria-label="Scope">
          {KINDS.map(([id, label]) => <button key={id} type="button" aria-pressed={shown.includes(id)} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ scope: id }); }}>{label}</button>)}
        </div>
        {children}
      </div>
      <div className="scopes-shown" data-count={shown.length}>{shown.map((kind) => <Scope key={kind} clip={clip} kind={kind} />)}</div>
    </section>
  );
}

function Scope({ clip, kind }: { readonly clip: Clip; readonly kind: ScopeKind }): ReactNode {
  const editor = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(box);
  const surface = useRef<ScopeSurface | undefined>(undefined);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const shown = showScope(editor, { canvas: canvas.current, clip, kind });
    surface.current = shown;
    return () => {
      surface.current = undefined;
      shown?.close();
    };
  }, [editor, clip, kind]);
  // What is counted stays while the dock or the window changes its size.
  useEffect(() => { surface.current?.resize({ width, height }); }, [editor, clip, kind, width, height]);
  const name = { vectorscope: 'Vectorscope', waveform: 'Waveform of luma', parade: 'Parade of red, green and blue', histogram: 'Histogram' }[kind];
  return <div className="scope" ref={box}><canvas ref={canvas} role="img" aria-label={`${name} of the frame shown`} data-testid="scope" /></div>;
}

interface ScopeView {
  readonly canvas: HTMLCanvasElement;
  readonly clip: Clip;
  readonly kind: ScopeKind;
}

interface ScopeSurface {
  /** In CSS px. Nothing is drawn or counted before the first size. */
  readonly resize: (size: Size) => void;
  readonly close: () => void;
}

/** Draws the scope of the viewer's picture on a canvas. The caller closes it. */
function showScope(editor: Editor, { canvas, clip, kind }: ScopeView): ScopeSurface | undefined {
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  const coding = codingOf(clip);
  const { matrix } = coding;
  let size: Size = { width: 0, height: 0 };
  let counted: (Pick<ScopeWish, 'ready'> & { readonly image: ScopeImage }) | undefined;
  const refresh = createScreenRefresh(() => {
    const { width, height } = size;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    drawScope(context, { kind, matrix, width, height, trace: counted === undefined ? undefined : traceOf(counted.image) });
    if (counted === undefined) return;
    canvas.dataset.frame = String(counted.ready.frame);
    canvas.dataset.plane = counted.ready.planeKey ?? '';
  });
  const takeImage = (image: ScopeImage, { ready }: ScopeWish): void => {
    counted = { image, ready };
    refresh.ask();
  };
  // The worker is loaded on the first count, after the first picture is shown.
  let reader: ScopeReader | undefined;
  const look = (): void => {
    const { ready } = editor.shown.getState();
    if (ready === undefined || size.width === 0) return;
    reader ??= createScopeReader(takeImage, editor.report);
    reader.read({ ready, kind, coding });
  };
  const stop = editor.shown.subscribe(look);
  return {
    resize(next) {
      const isFirst = size.width === 0;
      size = next;
      if (size.width === 0) return;
      refresh.ask();
      if (isFirst) look();
    },
    close() {
      stop();
      refresh.stop();
      reader?.close();
    },
  };
}
