import type { StoreApi } from 'zustand/vanilla';
import { AppError } from '../../shared/errors/app-error.ts';
import { effectiveAb, type ProjectCommand, type ProjectDocument, type Shot, type Swatch } from '../../shared/model/document.ts';
import { type Hint, type ImagePoint, inChromaRange } from '../../shared/model/hint.ts';
import { withGroupColour } from '../../shared/model/hint-group.ts';
import { HintId, newId, type SwatchId } from '../../shared/model/ids.ts';
import { isColourHint, isPathHint } from '../../shared/model/hint-kinds.ts';
import { clipOf, documentOf, keyframeAt, type ProjectStore, shotAt } from '../document/project-mirror.ts';
import type { ShotColoursStore } from '../document/shot-colours.ts';
import type { Connection } from '../host/connection.ts';
import { selectedPathPointOf, selectionOf, recentAfter, type Session, type SessionStore, visibleHints } from '../session/session-store.ts';
import type { ShownFrames } from '../session/shown-frames.ts';
import { chromaAtPlace, liveWireOf } from '../session/picture-samples.ts';
import { panBy, resultPane } from '../session/view.ts';
import { type ColourEdits, createColourEdits } from './colour-edits.ts';
import { hintCommand } from './hint-command.ts';
import { withLockedKept } from './group-edits.ts';
import { createSwatchChange } from './swatch-change.ts';
import { withoutPoint } from '../tools/path-points.ts';
import { type HintChange, type PathPoint, type ToolContext, updateOf, withHint, withReplaced } from '../tools/tool.ts';
import { createMaskContext } from './mask-context.ts';
import { createEditSender, type EditSender } from './send-edits.ts';

/** Changes of the document that this window makes. All go through the engine; the mirror follows. */
export interface Edits extends ColourEdits {
  readonly context: ToolContext;
  /** Changes that the engine has not confirmed. */
  readonly pending: EditSender['pending'];
  /** Resolves when all changes made so far are confirmed or refused. */
  settled(): Promise<void>;
  readonly ask: EditSender['ask'];
  readonly afterChanges: EditSender['afterChanges'];
  /** Resolves when the mirror contains the change. @throws AppError with the engine's reason for refusing it */
  apply(command: ProjectCommand, options?: { readonly mergeKey?: string }): Promise<void>;
  /** As `apply`, with a command computed from the document when it is sent: key repeats come faster than answers. */
  applyInTurn(work: (document: ProjectDocument) => ProjectCommand | undefined, options?: { readonly mergeKey?: string }): Promise<void>;
  /**
   * Several changes, one step of the history, with no other change between them. Each is taken from the list when the mirror contains the one before, so a
   * generator can compute it from the document of that moment. @throws as `apply`, for the first that is refused; those behind it are not made
   */
  applyTogether(commands: Iterable<ProjectCommand>, options?: { readonly mergeKey?: string }): Promise<void>;
  /** Hints of the frame shown take the colour of a swatch and follow it: one step. Locked ones are left. */
  linkTo(swatch: Swatch, ids: readonly HintId[]): void;
  /** Places a point of a swatch, which becomes the colour of the next hints: one step. What was selected is let go and keeps its colour. */
  placeSwatch(swatch: Swatch, at: ImagePoint): void;
  /** Changes fields of a swatch; earlier changes of it that are still under way are kept. */
  changeSwatch(id: SwatchId, part: Partial<Swatch>): Promise<void>;
  changeRadius(factor: number): void;
  /** The primary selected hint as it is shown now. */
  chosen(): Hint | undefined;
  /** All selected hints as they are shown now, the primary one first. */
  selection(): readonly Hint[];
  /** Those of them that are not locked, which an edit of the selection changes. */
  changeable(): readonly Hint[];
  /** The selected stroke or boundary and the index of the selected point of its path. */
  selectedPathPoint(): PathPoint | undefined;
  /** Changes hints, shown at once and saved in one step; consecutive changes with one merge key are one step too. */
  change(hints: readonly Hint[], mergeKey?: string): void;
  /** Removes the selected path point, else the selected hints. */
  removeSelected(): Promise<void>;
  /** @param isWanted asked when the changes made before are confirmed; without it the step is undone */
  undo(isWanted?: () => boolean): Promise<void>;
  redo(isWanted?: () => boolean): Promise<void>;
  /** Undoes or redoes all steps between. @throws AppError `project.conflict` when the document has changed since `baseRevision` */
  goToStep(step: { readonly baseRevision: number; readonly position: number }): Promise<void>;
}

const SMALLEST_RADIUS = 1 / 1024;
const LARGEST_RADIUS = 0.2;

interface EditsOptions {
  readonly project: ProjectStore;
  readonly colours: ShotColoursStore;
  readonly session: SessionStore;
  readonly connection: Connection;
  readonly shown: StoreApi<ShownFrames>;
  readonly report: (error: unknown) => void;
}

export function createEdits({ project, colours, session, connection, shown, report }: EditsOptions): Edits {
  const here = (): ReturnType<typeof keyframeAt> => keyframeAt(documentOf(project.getState()), session.getState().clipId, session.getState().frame);
  /** The hints that the frame will have when the change that is on its way is confirmed; `null` when none is. */
  let onTheWay: Session['live'] = null;
  /** With what is on its way: the next gesture begins with what the user sees. */
  const hints = (): readonly Hint[] => {
    const { clipId, frame } = session.getState();
    return onTheWay !== null && onTheWay.clipId === clipId && onTheWay.frame === frame ? onTheWay.hints : here()?.hints ?? [];
  };
  const shotHere = (): Shot | undefined => shotAt(documentOf(project.getState()), session.getState().clipId, session.getState().frame);

  const sender = createEditSender({ project, connection });
  const apply: Edits['apply'] = (command, options) => sender.send(() => command, options);
  const applyInTurn: Edits['applyInTurn'] = (work, options) => sender.send(() => work(documentOf(project.getState())), options);
  const changeSwatch = createSwatchChange({ applyInTurn });

  async function commitChange(change: HintChange, mergeKey?: string): Promise<void> {
    const { live, clipId, frame } = session.getState();
    if (live !== null) onTheWay = live;
    try {
      await sender.send(() => hintCommand(change, { document: documentOf(project.getState()), colours: colours.getState(), place: { clipId, frame } }), mergeKey === undefined ? {} : { mergeKey });
      if (change.kind === 'add' && 'ab' in change.hint) {
        const { ab } = change.hint;
        session.setState(({ recent }) => ({ recent: recentAfter(recent, ab) }));
      }
    } catch (error) {
      report(error);
    } finally {
      if (onTheWay === live) onTheWay = null;
      // Another gesture may have begun: keep its preview.
      if (session.getState().live === live) session.setState({ live: null });
    }
  }

  function show(now: readonly Hint[]): void {
    const { clipId, frame } = session.getState();
    if (clipId !== null) session.setState({ live: { clipId, frame, hints: withLockedKept(now, hints(), shotHere()?.hintGroups) } });
  }

  function selectedHint(): Hint | undefined {
    const { selected, live } = session.getState();
    return selected === null ? undefined : (live?.hints ?? hints()).find((hint) => hint.id === selected);
  }

  function selectedHints(): readonly Hint[] {
    const now = new Map((session.getState().live?.hints ?? hints()).map((hint) => [hint.id, hint]));
    return selectionOf(session.getState()).map((id) => now.get(id)).filter((hint) => hint !== undefined);
  }

  const changeable = (): readonly Hint[] => selectedHints().filter((hint) => !session.getState().lockedHints.has(hint.id));

  const picture = (): { readonly width: number; readonly height: number } => {
    const clip = clipOf(documentOf(project.getState()), session.getState().clipId);
    return clip === undefined ? { width: 16, height: 9 } : clip.picture;
  };

  const context: ToolContext = {
    hints, show,
    masks: createMaskContext({ project, session, sender, report }),
    ab: () => session.getState().ab,
    radius: () => session.getState().radius,
    aspect: () => picture().height / picture().width,
    dropShown: () => { colour.revertColour(); },
    commit: (change) => { void commitChange(change); },
    reachable: () => visibleHints(hints(), session.getState()).filter((hint) => !session.getState().lockedHints.has(hint.id)),
    selection: () => selectionOf(session.getState()),
    selectAll(ids) {
      // A hint with a colour is the primary one where there is one: its colour and size are shown.
      const coloured = new Set(hints().filter(isColourHint).map(({ id }) => id));
      const primary = ids.findLast((id) => coloured.has(id)) ?? ids.at(-1) ?? null;
      context.select(primary);
      if (primary !== null) session.setState({ alsoSelected: ids.filter((id) => id !== primary).toReversed() });
    },
    outline: (points) => { session.setState({ marquee: points }); },
    select(id, place) {
      session.setState({ selectedGroup: null });
      if (id !== session.getState().selected) session.setState({ selected: null });
      if (id === null) return;
      session.setState({ selected: id, alsoSelected: [], editedSwatch: null, selectedPathPoint: place === undefined ? null : { hintId: id, index: place } });
      const hint = hints().find((each) => each.id === id);
      if (hint === undefined || !('ab' in hint)) return;
      const { ab, swatch, radius, nextHint } = session.getState();
      session.setState({ nextHint: nextHint ?? { ab, swatch, radius }, ab: effectiveAb(hint, documentOf(project.getState()).swatches), swatch: hint.swatch ?? null, radius: hint.radius });
    },
    swatch: () => session.getState().swatch ?? undefined,
    colourAt(at, side) {
      const frame = side === 'other' ? shown.getState().other : shown.getState().ready;
      return frame?.plane === undefined ? undefined : chromaAtPlace(frame.plane, at);
    },
    pick(at, { side, settled }) {
      const ab = context.colourAt(at, side);
      if (ab !== undefined) colour.applyColour(ab, { settled });
      else if (settled) report(new AppError('input.malformed', 'There is no colour here yet. Add a hint or propagate the shot, then pick again.'));
    },
    edges() {
      const luma = shown.getState().ready?.luma;
      return luma === undefined ? undefined : liveWireOf(luma);
    },
    pan(by) {
      const clip = clipOf(documentOf(project.getState()), session.getState().clipId);
      if (clip !== undefined) session.setState(({ view, viewer, compare }) => ({ view: panBy(clip.picture, resultPane(viewer, compare === 'sideBySide').size, view, by) }));
    },
  };

  function selectedPoint(): PathPoint | undefined {
    const [hint] = changeable();
    const index = hint === undefined ? undefined : selectedPathPointOf(hint, session.getState());
    return hint === undefined || !isPathHint(hint) || index === undefined ? undefined : { hint, index };
  }

  function showChanged(changed: readonly Hint[]): void {
    if (changed.length > 0) show(withReplaced(session.getState().live?.hints ?? hints(), new Map(changed.map((hint) => [hint.id, [hint]]))));
  }

  function change(changed: readonly Hint[], mergeKey?: string): void {
    if (changed.length === 0) return;
    showChanged(changed);
    void commitChange(updateOf(changed), mergeKey);
  }

  /** The selection changes in proportion to its primary hint, whose radius is the current one. */
  function changeRadii(factor: number): void {
    const sized = changeable().filter((hint) => 'radius' in hint);
    if (sized.length === 0 || session.getState().live !== null) return;
    void commitChange(updateOf(sized.map((hint) => ({ ...hint, radius: clampRadius(hint.radius * factor) }))), `radius ${sized.map(({ id }) => id).join(' ')}`);
  }

  const colour = createColourEdits({ project, session, shotHere, hints, changeable, show, showChanged, keepChanged: (changed) => { void commitChange(updateOf(changed)); }, apply, changeSwatch, report });

  return {
    ...colour,
    context, apply, applyInTurn, changeSwatch,
    applyTogether: (commands, { mergeKey = `together ${crypto.randomUUID()}` } = {}) => sender.sendTogether(commands, { mergeKey }),
    pending: sender.pending,
    settled: () => sender.settled(),
    ask: (call, options) => sender.ask(call, options),
    afterChanges: (call) => sender.afterChanges(call),
    linkTo({ id, lab: [, a, b] }, ids) {
      const chosen = new Set(ids);
      change(hints().filter((hint) => chosen.has(hint.id) && !session.getState().lockedHints.has(hint.id)).map((hint) => withGroupColour(hint, { ab: inChromaRange([a, b]), swatch: id })).filter(isColourHint));
    },
    placeSwatch({ id: swatch, lab: [, a, b] }, at) {
      const ab = inChromaRange([a, b]);
      // It is the colour of the next hints, too; what is selected keeps its own.
      context.select(null);
      session.setState({ editedSwatch: null });
      colour.applyColour(ab, { settled: true, swatch });
      const hint: Hint = { kind: 'point', id: newId(HintId), at, radius: context.radius(), ab, swatch };
      show(withHint(hints(), hint));
      context.commit({ kind: 'add', hint });
    },
    changeRadius(factor) {
      const { radius } = session.getState();
      const next = clampRadius(radius * factor);
      session.setState({ radius: next });
      changeRadii(next / radius);
    },
    chosen: selectedHint,
    selection: selectedHints,
    changeable,
    selectedPathPoint: selectedPoint,
    change,
    async removeSelected() {
      const there = new Set(hints().map(({ id }) => id));
      const ids = changeable().map(({ id }) => id).filter((id) => there.has(id));
      if (ids.length === 0) return;
      const held = selectedPoint();
      const left = held === undefined ? undefined : withoutPoint(held, context.aspect());
      if (held !== undefined && left !== undefined) {
        context.select(held.hint.id, left.index);
        change([left.hint]);
        return;
      }
      session.setState({ selected: null });
      await commitChange({ kind: 'remove', ids });
    },
    undo: (isWanted) => sender.travel(({ project: of }) => of.undo(), isWanted),
    redo: (isWanted) => sender.travel(({ project: of }) => of.redo(), isWanted),
    goToStep: (step) => sender.travel(({ project: of }) => of.goToStep(step)),
  };
}

function clampRadius(radius: number): number {
  return Math.min(LARGEST_RADIUS, Math.max(SMALLEST_RADIUS, radius));
}
