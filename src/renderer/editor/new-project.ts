import PQueue from 'p-queue';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProjectState } from '../../shared/contract/project.ts';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { CODING_PRESETS, type CodingPreset } from '../../shared/model/clip-coding.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { rateOfText, statesNoRate, withRate } from '../../shared/model/clip-rate.ts';
import type { Swatch } from '../../shared/model/document.ts';
import type { ListForNew } from '../../shared/model/edit-list.ts';
import { isEditListName } from '../../shared/model/media-files.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import type { Connection } from '../host/connection.ts';
import type { WireClient } from '../host/wire.ts';
import type { SessionStore } from '../session/session-store.ts';
import { showClip } from '../session/show-clip.ts';
import { withMoved } from '../ui/moved-before.ts';
import { clippingCommands, clippingOfSwatches } from './clippings.ts';
import { codingGroupOf } from './coding-groups.ts';

/** What became of reading a file. */
type Reading<Value> = { readonly kind: 'running' } | { readonly kind: 'done'; readonly value: Value } | { readonly kind: 'failed'; readonly message: string };

/** A clip that is to be in the new project. */
export interface ListedClip {
  readonly id: string;
  /** On the engine's computer; of a sequence the path of one of its images. */
  readonly path: string;
  /** Copied to the engine by this window, so that its folder is none of the user's. */
  readonly isUpload: boolean;
  readonly probe: Reading<Clip>;
}

/** An edit list that is to give the clips their shots. */
export interface ListedEditList {
  readonly path: string;
  readonly preview: Reading<ListForNew>;
}

/** What a project is to be made of. */
export interface NewProjectPlan {
  readonly clips: readonly ListedClip[];
  readonly lists: readonly ListedEditList[];
  /** By the coding as probed (`codingGroupOf`), where it is overridden. */
  readonly codings: Readonly<Record<string, CodingPreset>>;
  /** Of image sequences that state none, as written (`rateOfText`); empty: as assumed. */
  readonly sequenceRate: string;
  /** `null`: as in the settings. */
  readonly proxies: boolean | null;
  readonly findShots: boolean;
  /** The project whose swatches the new one begins with; `null`: it begins with none. */
  readonly swatchesFrom: { readonly path: string; readonly reading: Reading<readonly Swatch[]> } | null;
  readonly isCreating: boolean;
}

export interface NewProject {
  readonly store: StoreApi<NewProjectPlan>;
  /** Adds clips and edit lists, told apart by their names; what is listed already is left out. Each is read at once. */
  add(paths: readonly string[], options?: { readonly isUpload: boolean }): void;
  remove(id: string): void;
  removeList(path: string): void;
  /** @param before `null`: behind all */
  move(id: string, before: string | null): void;
  /** @param preset `undefined`: as probed */
  setCoding(group: string, preset: CodingPreset | undefined): void;
  /** @param text as written by the user; empty: as assumed */
  setSequenceRate(text: string): void;
  /** Reads the swatches of another project, which stays as it is, for the new one. @param path `null`: none */
  takeSwatchesFrom(path: string | null): void;
  set(choice: Partial<Pick<NewProjectPlan, 'proxies' | 'findShots'>>): void;
  /**
   * Creates the project, adds the swatches that were chosen and opens the clips that could be read, in their order, then lays the edit lists over them. What fails for one clip or list is reported and does not stop the others.
   * @throws AppError `file.exists`, `file.notWritable`: nothing was made
   */
  create(path: string): Promise<void>;
  stop(): void;
}

interface NewProjectParts {
  readonly connection: Connection;
  readonly session: SessionStore;
  readonly report: (error: unknown) => void;
}

const EMPTY: NewProjectPlan = { clips: [], lists: [], codings: {}, sequenceRate: '', proxies: null, findShots: true, swatchesFrom: null, isCreating: false };
/** Probes at a time: each is a process of ffprobe, and decodes a part of its clip. */
const PROBES = 2;

/** Clips of a plan that could be read, in its order, at the rate that was chosen. */
export function probedClips({ clips, sequenceRate }: Pick<NewProjectPlan, 'clips' | 'sequenceRate'>): readonly (ListedClip & { readonly clip: Clip })[] {
  const rate = rateOfText(sequenceRate);
  return clips.flatMap((each) => (each.probe.kind === 'done' ? [{ ...each, clip: rate !== undefined && statesNoRate(each.probe.value) ? withRate(each.probe.value, rate) : each.probe.value }] : []));
}

/** Pure: whether a rate was typed that is none, for sequences that need one. */
export function isRateWrong(plan: Pick<NewProjectPlan, 'clips' | 'sequenceRate'>): boolean {
  return plan.sequenceRate !== '' && rateOfText(plan.sequenceRate) === undefined && probedClips(plan).some(({ clip }) => statesNoRate(clip));
}

/** Pure: whether anything was chosen for the new project, so that a film that is opened is to be in it. */
export function isBegun({ clips, lists, swatchesFrom }: Pick<NewProjectPlan, 'clips' | 'lists' | 'swatchesFrom'>): boolean {
  return clips.length + lists.length > 0 || swatchesFrom !== null;
}

export function createNewProject({ connection, session, report }: NewProjectParts): NewProject {
  const store = createStore<NewProjectPlan>(() => EMPTY);
  const queue = new PQueue({ concurrency: PROBES });
  const probes = new Map<string, AbortController>();
  let previews = new AbortController();
  let swatches = new AbortController();

  async function read<Value>(ask: (client: WireClient) => Promise<Value>, signal: AbortSignal, tell: (reading: Reading<Value>) => void): Promise<void> {
    try {
      const value = await ask(connection.client());
      if (!signal.aborted) tell({ kind: 'done', value });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      if (!(error instanceof AppError)) report(error);
      tell({ kind: 'failed', message: error instanceof AppError ? error.message : 'It cannot be read.' });
    }
  }
  function probe({ id, path }: ListedClip): void {
    const life = new AbortController();
    probes.set(id, life);
    const done = queue.add(() => (life.signal.aborted ? undefined : read((client) => client.media.probe({ path }, { signal: life.signal }), life.signal, (reading) => {
      store.setState(({ clips }) => ({ clips: clips.map((each) => (each.id === id ? { ...each, probe: reading } : each)) }));
      previewLists();
    })));
    done.catch(report);
  }
  /** Anew for all lists: what they have depends on the clips. */
  function previewLists(): void {
    previews.abort();
    previews = new AbortController();
    const { signal } = previews;
    const state = store.getState();
    const clips = probedClips(state).map(({ clip }) => clip);
    for (const { path } of state.lists) {
      void read((client) => client.interchange.previewForNew({ path, clips }, { signal }), signal, (reading) => {
        store.setState(({ lists }) => ({ lists: lists.map((each) => (each.path === path ? { ...each, preview: reading } : each)) }));
      });
    }
  }
  function clear(): void {
    for (const life of probes.values()) life.abort();
    probes.clear();
    previews.abort();
    swatches.abort();
    store.setState(EMPTY);
  }

  return {
    store,
    add(paths, { isUpload } = { isUpload: false }) {
      const { clips, lists } = store.getState();
      const known = new Set([...clips, ...lists].map(({ path }) => path));
      const fresh = [...new Set(paths)].filter((path) => !known.has(path));
      const added = fresh.filter((path) => !isEditListName(path)).map((path): ListedClip => ({ id: path, path, isUpload, probe: { kind: 'running' } }));
      store.setState({ clips: [...clips, ...added], lists: [...lists, ...fresh.filter(isEditListName).map((path): ListedEditList => ({ path, preview: { kind: 'running' } }))] });
      for (const each of added) probe(each);
      if (fresh.some(isEditListName)) previewLists();
    },
    remove(id) {
      probes.get(id)?.abort();
      probes.delete(id);
      store.setState(({ clips }) => ({ clips: clips.filter((each) => each.id !== id) }));
      previewLists();
    },
    removeList(path) { store.setState(({ lists }) => ({ lists: lists.filter((each) => each.path !== path) })); },
    move(id, before) {
      store.setState(({ clips }) => {
        const [row, ahead] = [clips.find((each) => each.id === id), clips.find((each) => each.id === before)];
        return row === undefined ? {} : { clips: withMoved(clips, row, ahead ?? null) };
      });
    },
    setCoding(group, preset) {
      store.setState(({ codings }) => {
        const { [group]: _old, ...others } = codings;
        return { codings: preset === undefined ? others : { ...others, [group]: preset } };
      });
    },
    setSequenceRate(text) {
      store.setState({ sequenceRate: text });
      previewLists();
    },
    takeSwatchesFrom(path) {
      swatches.abort();
      swatches = new AbortController();
      store.setState({ swatchesFrom: path === null ? null : { path, reading: { kind: 'running' } } });
      if (path === null) return;
      const { signal } = swatches;
      void read((client) => client.project.swatchesOf({ path }, { signal }), signal, (reading) => { store.setState({ swatchesFrom: { path, reading } }); });
    },
    set(choice) { store.setState(choice); },
    async create(path) {
      const client = connection.client();
      const plan = store.getState();
      store.setState({ isCreating: true });
      let state: ProjectState;
      try {
        state = await client.project.create({ path });
      } catch (error) {
        store.setState({ isCreating: false });
        throw error;
      }
      // The clips belong to the project from here on.
      clear();
      await addSwatches(client, plan, state).catch(report);
      await fill(client, plan, { session, report });
    },
    stop: clear,
  };
}

/** Adds the chosen swatches as those of the clipboard are pasted, in one step. */
async function addSwatches(client: WireClient, { swatchesFrom }: NewProjectPlan, { revision, document }: ProjectState): Promise<void> {
  if (swatchesFrom?.reading.kind !== 'done') return;
  const commands = clippingCommands(document, clippingOfSwatches(swatchesFrom.reading.value), { shot: undefined, frame: 0 });
  for (const command of commands) await client.project.apply({ baseRevision: revision, command, mergeKey: `swatches of ${swatchesFrom.path}` });
}

async function fill(client: WireClient, plan: NewProjectPlan, { session, report }: Pick<NewProjectParts, 'session' | 'report'>): Promise<void> {
  const lists = plan.lists.flatMap(({ path, preview }) => (preview.kind === 'done' && preview.value.fitting > 0 ? [{ path, ...preview.value }] : []));
  const listed = new Set(lists.flatMap(({ clipIds }) => clipIds));
  /** Ids in the project by those of the probe. */
  const opened = new Map<ClipId, ClipId>();
  for (const { path, clip } of probedClips(plan)) {
    const preset = plan.codings[codingGroupOf(clip).key];
    try {
      const { clipId } = await client.media.openClip({
        path, findShots: plan.findShots && !listed.has(clip.id),
        ...(preset === undefined ? {} : { coding: CODING_PRESETS[preset].coding }), ...(clip.probedRate === undefined ? {} : { sequenceRate: clip.rate }), ...(plan.proxies === null ? {} : { proxies: plan.proxies }),
      });
      if (opened.size === 0) showClip(session, clipId);
      opened.set(clip.id, clipId);
    } catch (error) {
      report(error);
    }
  }
  for (const { path, use } of lists) {
    try {
      if (use.kind === 'sequence') {
        const { sequenceId } = await client.interchange.conform({ path });
        await client.interchange.shotsFromSequence({ sequenceId });
      } else {
        const clipId = opened.get(use.clipId);
        if (clipId !== undefined) await client.interchange.import({ clipId, path });
      }
    } catch (error) {
      report(error);
    }
  }
}
