import type { ProjectCommand, Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import type { Mask, MaskPart, Masks } from '../../shared/model/mask.ts';
import { documentOf, type ProjectStore, shotAt } from '../document/project-mirror.ts';
import { besidePicture } from '../session/dock.ts';
import type { Session, SessionStore } from '../session/session-store.ts';
import type { MaskContext } from '../tools/mask-context.ts';
import type { EditSender } from './send-edits.ts';

const NONE: Masks = [];

/** The masks of a shot as they are shown now. */
export function masksShown(shot: Pick<Shot, 'id' | 'masks'> | undefined, { liveMasks }: Pick<Session, 'liveMasks'>): Masks {
  if (shot === undefined) return NONE;
  return liveMasks?.shotId === shot.id ? liveMasks.masks : shot.masks ?? NONE;
}

/** The mask that the panel shows and the tool changes. */
export function chosenMask(masks: Masks, { selectedMask }: Pick<Session, 'selectedMask'>): Mask | undefined {
  return masks.find(({ id }) => id === selectedMask);
}

/** “Mask 2” where there is one mask. */
export function nextMaskName(masks: Masks): string {
  const taken = new Set(masks.map(({ name }) => name));
  for (let number = masks.length + 1; ; number++) if (!taken.has(`Mask ${number}`)) return `Mask ${number}`;
}

/** @param partOf the mask that the new one becomes a part of */
export function addMaskCommand(shotId: ShotId, mask: Mask, partOf: MaskPart | undefined): Extract<ProjectCommand, { kind: 'addMask' }> {
  return { kind: 'addMask', shotId, mask, ...(partOf === undefined ? {} : { partOf }) };
}

interface ContextOptions {
  readonly project: ProjectStore;
  readonly session: SessionStore;
  readonly sender: EditSender;
  readonly report: (error: unknown) => void;
}

/** What the mask tool works on: the masks of the shot under the playhead. */
export function createMaskContext({ project, session, sender, report }: ContextOptions): MaskContext {
  const shotHere = (): Shot | undefined => shotAt(documentOf(project.getState()), session.getState().clipId, session.getState().frame);
  const saved = (shot: Shot | undefined): Masks => shot?.masks ?? NONE;
  /** With changes that are still under way, so that none is taken back by the next. */
  const masks = (): Masks => masksShown(shotHere(), session.getState());
  /** The selected mask that the next new one becomes a part of. */
  const joinHere = (): MaskPart | undefined => {
    const { maskJoin, selectedMask } = session.getState();
    return maskJoin !== null && maskJoin.mask === selectedMask && masks().some(({ id }) => id === maskJoin.mask) ? maskJoin : undefined;
  };
  const isKnown = ({ id }: Mask): boolean => masks().some((each) => each.id === id);
  const withNew = (mask: Mask): Masks => {
    const join = joinHere();
    return [...masks().map((each) => (each.id === join?.mask ? { ...each, parts: [...each.parts ?? [], { mask: mask.id, by: join.by }] } : each)), mask];
  };
  const withMask = (mask: Mask): Masks => (isKnown(mask) ? masks().map((each) => (each.id === mask.id ? mask : each)) : withNew(mask));
  return {
    masks,
    kind: () => session.getState().maskKind,
    frame: () => frameIndex(session.getState().frame),
    // Strokes of a brush that are to be a part are not added to the mask itself.
    selected: () => (joinHere() === undefined ? chosenMask(masks(), session.getState()) : undefined),
    select: (id) => { session.setState({ selectedMask: id }); },
    selectPoint: (maskId, index) => { session.setState({ selectedMaskPoint: index === undefined ? null : { maskId, index } }); },
    // A mask that is being drawn keeps its name while it grows.
    nextName: () => nextMaskName(saved(shotHere())),
    show(mask) {
      const shot = shotHere();
      if (shot !== undefined) session.setState({ liveMasks: { shotId: shot.id, masks: withMask(mask) } });
    },
    draft: () => session.getState().maskDraft,
    setDraft: (points) => { session.setState({ maskDraft: points }); },
    drop: () => { session.setState({ liveMasks: null, maskDraft: [] }); },
    commit(mask) {
      const shot = shotHere();
      if (shot === undefined) return;
      const isSaved = (): boolean => saved(documentOf(project.getState()).shots.find(({ id }) => id === shot.id)).some(({ id }) => id === mask.id);
      const isNew = !isSaved();
      const partOf = isNew ? joinHere() : undefined;
      session.setState({ liveMasks: { shotId: shot.id, masks: withMask(mask) }, maskDraft: [], selectedMask: partOf?.mask ?? mask.id, ...(isNew ? { maskJoin: null, ...besidePicture('masks') } : {}) });
      const { liveMasks } = session.getState();
      // Its own addition may have come between.
      sender.send(() => (isSaved() ? { kind: 'updateMask', shotId: shot.id, mask } : addMaskCommand(shot.id, mask, partOf))).catch(report).finally(() => {
        // Another gesture may have begun: keep its preview.
        if (session.getState().liveMasks === liveMasks) session.setState({ liveMasks: null });
      });
    },
  };
}
