import type { ReactNode } from 'react';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { counted } from '../../../shared/counted.ts';
import type { Scene, Swatch } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { SwatchConsistency } from '../../../shared/model/swatch-consistency.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { openInColour } from './board-edits.ts';
import { useConsistency } from './use-consistency.ts';

/** Shots of a swatch that are listed: those beyond its tolerance, and a few more. */
const LISTED = 3;

/** How alike the shots of a scene show its swatches, the worst first; a press on a shot goes to the frame. */
export function SceneSwatches({ scene }: { readonly scene: Scene }): ReactNode {
  const found = useConsistency(scene.id);
  const swatches = useDocument((document) => document.swatches);
  return (
    <>
      <h2>Consistency in {scene.name}</h2>
      {found === undefined ? <p className="inspector-text" role="status">Comparing the shots…</p> : found.length === 0 ? <p className="empty-note">No swatch is used in several shots of this scene.</p> : found.map((each) => {
        const swatch = swatches.find(({ id }) => id === each.swatchId);
        return swatch === undefined ? null : <SwatchShots key={swatch.id} swatch={swatch} found={each} />;
      })}
    </>
  );
}

function SwatchShots({ swatch, found: { shots, unknown } }: { readonly swatch: Swatch; readonly found: SwatchConsistency }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const beyond = shots.filter(({ deltaE }) => deltaE > swatch.tolerance).length;
  const listed = shots.slice(0, Math.max(LISTED, beyond));
  const summary = shots.length === 0 ? 'not compared yet' : beyond === 0 ? `${shots.length} shots within ${swatch.tolerance} ΔE` : `${beyond} of ${shots.length} shots beyond ${swatch.tolerance} ΔE`;
  return (
    <section className="scene-swatch" aria-label={`${swatch.name} in this scene`}>
      <div className="scene-swatch-head"><i style={{ background: labToHex(...swatch.lab) }} /><b>{swatch.name}</b><span data-beyond={beyond > 0}>{summary}</span></div>
      <ul className="inspector-notes">{listed.map(({ shotId, frame, ab, deltaE }) => {
        const shot = documentIndex(document).shot(shotId);
        return shot === undefined ? null : (
          <li key={shotId}><button type="button" className="scene-swatch-shot" data-beyond={deltaE > swatch.tolerance} title={`Open ${shot.name} at its frame ${frame - shot.range.first + 1} in Colour`} onClick={() => { openInColour(editor, frame, shot.clipId); }}>
            <i style={{ background: labToHex(swatch.lab[0], ...ab) }} /><span>{shot.name}</span><small>{deltaE.toFixed(1)} ΔE</small>
          </button></li>
        );
      })}</ul>
      {unknown.length === 0 ? null : <p className="inspector-text"><small>{counted(unknown.length, 'shot has', 'shots have')} no present colour at these hints: propagate first.</small></p>}
    </section>
  );
}
