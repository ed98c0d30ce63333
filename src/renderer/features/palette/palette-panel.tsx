import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { hexToLab, labToHex } from '../../../shared/colour/srgb.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { ColourField } from './colour-field.tsx';
import { GamutDisc } from './gamut-disc.tsx';

/** Colours are shown at the lightness under the cursor, within bounds at which a hue can be seen. */
function shownLightness(lightness: number): number {
  return Math.min(88, Math.max(22, lightness));
}

function clampAb(value: number): number {
  return Math.min(110, Math.max(-110, value));
}

/** The colour in hand, where colours come from. */
export function PalettePanel(): ReactNode {
  const editor = useEditor();
  const ab = useSession((session) => session.ab);
  const lightness = useSession((session) => shownLightness(session.lightness));
  const take = (next: ChromaAb, settled = true): void => { editor.edits.takeColour([clampAb(next[0]), clampAb(next[1])], { settled }); };
  const hex = labToHex(lightness, ab[0], ab[1]);
  return (
    <section className="panel quiet-scroll" aria-label="Colour">
      <h2>Colour <span>at L* {Math.round(lightness)}</span></h2>
      <div className="colour-grid">
        <GamutDisc lightness={lightness} ab={ab} onPick={(next, settled) => { take(next, settled); }} />
        <div className="colour-fields">
          <i className="now" style={{ background: hex }} data-testid="colour-now" />
          <ColourField id="hex" label="hex" name="Colour as hex" value={hex} parse={(text) => {
            const match = /^#?([0-9a-f]{6})$/i.exec(text.trim());
            if (match === null) return undefined;
            const [, a, b] = hexToLab(`#${match[1]!}`);
            return [a, b];
          }} onTake={take} />
          <ColourField id="a" label="a*" name="Chroma a, green to red" value={ab[0].toFixed(1)} parse={(text) => numberOf(text, (a) => [a, ab[1]])} onTake={take} />
          <ColourField id="b" label="b*" name="Chroma b, blue to yellow" value={ab[1].toFixed(1)} parse={(text) => numberOf(text, (b) => [ab[0], b])} onTake={take} />
        </div>
      </div>
      <RadiusRow />
      <LikelyHere lightness={lightness} onTake={take} />
      <Recent lightness={lightness} onTake={take} />
      <Swatches onTake={take} />
    </section>
  );
}

function numberOf(text: string, make: (value: number) => ChromaAb): ChromaAb | undefined {
  const value = Number(text.replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) || Math.abs(value) > 110 ? undefined : make(value);
}

function RadiusRow(): ReactNode {
  const { session, edits } = useEditor();
  const radius = useSession((now) => now.radius);
  return (
    <label className="radius-row">
      <span>Size</span>
      <input type="range" min={-10} max={-2.4} step={0.1} value={Math.log2(radius)} onChange={(event) => { edits.changeRadius(2 ** Number(event.target.value) / session.getState().radius); }} />
      <span>{(radius * 100).toFixed(1)} %</span>
    </label>
  );
}

function LikelyHere({ lightness, onTake }: { readonly lightness: number; readonly onTake: (ab: ChromaAb) => void }): ReactNode {
  const { suggester } = useEditor();
  const list = useStore(suggester.store, (suggestions) => suggestions.list);
  return (
    <>
      <h2>Likely here</h2>
      {list.length === 0 ? <p className="empty-note">Rest the pointer on the picture.</p> : (
        <div className="chips" role="group" aria-label="Likely colours here">
          {list.map((each, index) => (
            <div key={`${index} ${each.ab.join(' ')}`}>
              <button type="button" style={{ background: labToHex(lightness, each.ab[0], each.ab[1]) }} title={`Likely colour ${index + 1}  ${index + 1}`} aria-label={`Likely colour ${index + 1}, ${Math.round(each.weight * 100)} in a hundred`} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { onTake(each.ab); }} />
              <span aria-hidden="true">{Math.round(each.weight * 100)}</span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Recent({ lightness, onTake }: { readonly lightness: number; readonly onTake: (ab: ChromaAb) => void }): ReactNode {
  const recent = useSession((session) => session.recent);
  if (recent.length === 0) return null;
  return (
    <>
      <h2>Used last</h2>
      <div className="chips" role="group" aria-label="Colours used last">
        {recent.map((ab) => <button key={ab.join(' ')} type="button" aria-label={`Colour used before, ${labToHex(lightness, ab[0], ab[1])}`} style={{ background: labToHex(lightness, ab[0], ab[1]) }} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { onTake(ab); }} />)}
      </div>
    </>
  );
}

function Swatches({ onTake }: { readonly onTake: (ab: ChromaAb) => void }): ReactNode {
  const swatches = useDocument((document) => document.swatches);
  if (swatches.length === 0) return null;
  return (
    <>
      <h2>Colour script <span>{swatches.length} {swatches.length === 1 ? 'swatch' : 'swatches'}</span></h2>
      {swatches.map((swatch) => (
        <button key={swatch.id} type="button" className="swatch" onClick={() => { onTake([swatch.lab[1], swatch.lab[2]]); }}>
          <i style={{ background: labToHex(...swatch.lab) }} />
          <span>{swatch.name}<br /><small>{swatch.note}</small></span>
        </button>
      ))}
    </>
  );
}
