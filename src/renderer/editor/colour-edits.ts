import type { ProjectCommand, Shot, Swatch } from '../../shared/model/document.ts';
import type { ChromaAb, Hint } from '../../shared/model/hint.ts';
import { withGroupColour } from '../../shared/model/hint-group.ts';
import { isColourHint } from '../../shared/model/hint-kinds.ts';
import type { SwatchId } from '../../shared/model/ids.ts';
import { documentOf, type ProjectStore } from '../document/project-mirror.ts';
import { recentAfter, type Session, type SessionStore } from '../session/session-store.ts';
import { wholeGroup } from './group-edits.ts';
import { hintsWithSwatch } from './swatch-links.ts';

export interface ColourOptions {
  readonly settled: boolean;
  readonly swatch?: SwatchId;
  readonly lightness?: number;
}

/** The colour in hand, and what it recolours. */
export interface ColourEdits {
  /**
   * Sets the current colour and changes the edited swatch, else the selected hints, with it: a preview with `settled: false`, one saved
   * step with `true`. `swatch`: the colour comes from that swatch and follows it. `lightness`: L of the colour as it was entered.
   */
  applyColour(ab: ChromaAb, options: ColourOptions): void;
  /** Discards the preview of a colour. */
  revertColour(): void;
}

interface ColourEditParts {
  readonly project: ProjectStore;
  readonly session: SessionStore;
  readonly shotHere: () => Shot | undefined;
  /** Of the frame shown. */
  readonly hints: () => readonly Hint[];
  /** Those of the selection that are not locked. */
  readonly changeable: () => readonly Hint[];
  /** Previews hints: all of the frame. */
  readonly show: (hints: readonly Hint[]) => void;
  /** Previews changed ones among the others. */
  readonly showChanged: (changed: readonly Hint[]) => void;
  /** Saves changed hints that are shown. */
  readonly keepChanged: (changed: readonly Hint[]) => void;
  readonly apply: (command: ProjectCommand) => Promise<void>;
  readonly changeSwatch: (id: SwatchId, part: Partial<Swatch>) => Promise<void>;
  readonly report: (error: unknown) => void;
}

export function createColourEdits({ project, session, shotHere, hints, changeable, show, showChanged, keepChanged, apply, changeSwatch, report }: ColourEditParts): ColourEdits {
  /** The current colour before a drag; `undefined` when there is no drag. */
  let beforeDrag: Pick<Session, 'ab' | 'swatch'> | undefined;

  /** The preview stays until the change is there, unless another gesture has begun. */
  function keepWithPreview(change: Promise<void>): void {
    const { live } = session.getState();
    change.catch(report).finally(() => { if (session.getState().live === live) session.setState({ live: null }); });
  }

  function recolourSelected(ab: ChromaAb, swatch: SwatchId | undefined, settled: boolean): void {
    const shot = shotHere();
    const group = wholeGroup(shot, session.getState());
    const changed = (group === undefined ? changeable() : hints().filter((hint) => hint.group === group.id)).map((hint) => withGroupColour(hint, { ab, swatch })).filter(isColourHint);
    showChanged(changed);
    if (!settled) return;
    if (shot !== undefined && group !== undefined) keepWithPreview(apply({ kind: 'setHintGroupColour', shotId: shot.id, groupId: group.id, ab, ...(swatch === undefined ? {} : { swatch }) }));
    else if (changed.length > 0) keepChanged(changed);
  }

  function recolourSwatch(swatch: Swatch, settled: boolean): void {
    const now = hints();
    const followers = hintsWithSwatch(now, swatch);
    if (followers !== now) show(followers);
    if (settled) keepWithPreview(changeSwatch(swatch.id, { lab: swatch.lab }));
  }

  return {
    applyColour(ab, { settled, swatch, lightness }) {
      const { ab: abNow, swatch: swatchNow, editedSwatch } = session.getState();
      beforeDrag = settled ? undefined : beforeDrag ?? { ab: abNow, swatch: swatchNow };
      const edited = documentOf(project.getState()).swatches.find(({ id }) => id === editedSwatch);
      session.setState({ ab, swatch: swatch ?? edited?.id ?? null, ...(lightness === undefined ? {} : { lightness }) });
      if (edited !== undefined && swatch === undefined) recolourSwatch({ ...edited, lab: [lightness ?? edited.lab[0], ...ab] }, settled);
      else recolourSelected(ab, swatch, settled);
      if (settled) session.setState(({ recent }) => ({ recent: recentAfter(recent, ab) }));
    },
    revertColour() {
      session.setState({ live: null, ...beforeDrag });
      beforeDrag = undefined;
    },
  };
}
