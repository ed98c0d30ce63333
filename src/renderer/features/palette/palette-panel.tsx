import { type ReactNode, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { colourCoding, plainCoding } from '../../../shared/colour/coding.ts';
import type { Triple } from '../../../shared/colour/lab.ts';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { counted } from '../../../shared/counted.ts';
import { AB_RANGE } from '../../../shared/model/ab-plane.ts';
import type { PaletteSuggestion } from '../../../shared/contract/colorize.ts';
import type { Swatch } from '../../../shared/model/document.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';
import { keyText, onMac } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import { keysOf } from '../../commands/keymap.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { canPickFromScreen } from '../../session/pick-colour.ts';
import { takeSuggestion } from '../../session/suggestions.ts';
import { CommandButton } from '../../ui/button.tsx';
import { toolIcons } from '../../ui/icons.tsx';
import { useSize } from '../../ui/use-size.ts';
import { gamutText } from './colour-entry.ts';
import { ColourNumbers } from './colour-numbers.tsx';
import { ColourScript } from './colour-script.tsx';
import { ColourTarget } from './colour-target.tsx';
import { GamutDisc } from './gamut-disc.tsx';
import { chipBackground, isLifted } from './lifted-colour.ts';

/** Distance from black and white, in L, at which the current colour is shown, since it would be invisible there. */
const DARKEST = 5;
const LIGHTEST = 96;

function clampAb(value: number): number {
  return Math.min(AB_RANGE, Math.max(-AB_RANGE, value));
}

/** The current colour, and where colours come from. */
export function PalettePanel(): ReactNode {
  const editor = useEditor();
  const ab = useSession((session) => session.ab);
  const editedId = useSession((session) => session.editedSwatch);
  const underCursor = useSession((session) => session.lightness);
  const edited = useDocument((document) => document.swatches.find((swatch) => swatch.id === editedId));
  const lightness = Math.min(LIGHTEST, Math.max(DARKEST, edited?.lab[0] ?? underCursor));
  const take = (next: ChromaAb, options: { readonly settled: boolean; readonly lightness?: number } = { settled: true }): void => { editor.edits.applyColour([clampAb(next[0]), clampAb(next[1])], options); };
  const takeLab = (lab: Triple): void => { take([lab[1], lab[2]], { settled: true, lightness: lab[0] }); };
  const clipId = useSession((session) => session.clipId);
  const picture = useDocument((document) => document.clips.find((clip) => clip.id === clipId)?.picture);
  const coding = useMemo(() => (picture === undefined ? plainCoding('bt709') : colourCoding(picture)), [picture]);
  const head = useRef<HTMLDivElement>(null);
  const { height: headHeight } = useSize(head);
  const outside = gamutText([lightness, ...ab], coding);
  return (
    // What is scrolled to, as a field that takes the focus, comes to lie below the head.
    <section className="panel quiet-scroll" aria-label="Colour" style={{ scrollPaddingTop: headHeight }}>
      <div className="colour-head" ref={head}>
        <h2><ColourTarget edited={edited} /><span>L* {Math.round(lightness)}{edited === undefined ? ' under the pointer' : ''}{isLifted(lightness) ? ', lifted' : ''}</span></h2>
        <div className="colour-grid">
          <GamutDisc lightness={lightness} coding={coding} ab={ab} onPick={take} onDrop={() => { editor.edits.revertColour(); }} />
          <ColourNumbers lab={[lightness, ...ab]} onTake={takeLab} />
        </div>
        {/* Its space is reserved, so that what lies below does not move while the pointer crosses the picture. */}
        <p className="gamut-note" role="status" title={outside}>{outside}</p>
      </div>
      <div className="take-row">
        <CommandButton id="tool.pick">{toolIcons.pick}</CommandButton>
        {canPickFromScreen() ? <CommandButton id="colour.fromScreen">Screen…</CommandButton> : null}
        <RadiusRow />
      </div>
      <Suggestions lightness={lightness} />
      <Recent lightness={lightness} onTake={take} />
      <ColourScript lightness={lightness} />
    </section>
  );
}

function RadiusRow(): ReactNode {
  const { session, edits } = useEditor();
  const radius = useSession((now) => now.radius);
  return (
    <label className="radius-row">
      <span>Size</span>
      <input type="range" min={-10} max={-2.4} step={0.1} value={Math.log2(radius)} onChange={(event) => { edits.changeRadius(2 ** Number(event.target.value) / session.getState().radius); }} onPointerUp={(event) => { event.currentTarget.blur(); }} />
      <span>{(radius * 100).toFixed(1)} %</span>
    </label>
  );
}

function Suggestions({ lightness }: { readonly lightness: number }): ReactNode {
  const { suggester, edits, keys: keyStore } = useEditor();
  const swatches = useDocument((document) => document.swatches);
  const list = useStore(suggester.store, (suggestions) => suggestions.list);
  const isAsked = useStore(suggester.store, (suggestions) => suggestions.isAsked);
  const overrides = useStore(keyStore.store, (now) => now.overrides);
  const keys = list.map((_, index) => keysOf(commandById(`colour.suggestion${index + 1}`), overrides)[0]);
  return (
    <div className="chip-row suggestions">
      <h3>Suggestions</h3>
      {list.length === 0 ? <p>{isAsked ? 'Reading the picture…' : 'Hold the pointer still over the picture.'}</p> : (
        <div className="chips" role="group" aria-label="Suggestions">
          {list.map((each, index) => {
            const origin = sceneText(each, swatches);
            return (
              <div key={`${index} ${each.ab.join(' ')}`} className={each.scene === undefined ? undefined : 'of-scene'}>
                <button type="button" style={{ background: chipBackground(lightness, each.ab) }} title={`Suggestion ${index + 1}${origin}${keys[index] === undefined ? '' : `  ${keyText(keys[index], onMac())}`}`} aria-label={`Suggestion ${index + 1}, ${Math.round(each.weight * 100)} %${origin}`} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { takeSuggestion(edits, each); }} />
                <span aria-hidden="true">{Math.round(each.weight * 100)}</span>
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** That the scene uses the colour already, and from which swatch. */
function sceneText({ scene }: PaletteSuggestion, swatches: readonly Swatch[]): string {
  if (scene === undefined) return '';
  const name = swatches.find(({ id }) => id === scene.swatch)?.name;
  return `, in this scene (${counted(scene.hints, 'hint')}${name === undefined ? '' : `, swatch ${name}`})`;
}

function Recent({ lightness, onTake }: { readonly lightness: number; readonly onTake: (ab: ChromaAb) => void }): ReactNode {
  const recent = useSession((session) => session.recent);
  if (recent.length === 0) return null;
  return (
    <div className="chip-row">
      <h3>Recent</h3>
      <div className="chips" role="group" aria-label="Recent colours">
        {recent.map((ab) => <button key={ab.join(' ')} type="button" title={`Recent colour ${labToHex(lightness, ab[0], ab[1])}`} aria-label={`Recent colour ${labToHex(lightness, ab[0], ab[1])}`} style={{ background: chipBackground(lightness, ab) }} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { onTake(ab); }} />)}
      </div>
    </div>
  );
}
