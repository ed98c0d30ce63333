import { byAnyProvider, type InferenceClient, type InstalledModel, type ModelRegistry } from '../models/index.ts';
import { cellSize } from './cell-luma.ts';
import type { FrameEncoder } from './encoded-frame.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import { type SourceTrack, withoutTrack } from './flow-track.ts';
import type { FrameColour } from './frame-colour.ts';
import { createFramePainter, type FramePainter } from './frame-painter.ts';
import { createFrameReader, type FrameReader, type MemoryFrame, type ReadOptions, type ReadTarget } from './frame-reader.ts';
import { createNeighbourFlows } from './neighbour-flow.ts';
import { createPainterMaker } from './painter-maker.ts';
import { createReaderMaker } from './reader-maker.ts';
import type { MakerParts, ReadingMaker } from './reading-maker.ts';
import { SCHEDULES } from './schedules.ts';
import { ShotTracks } from './shot-tracks.ts';
import { SceneMemory } from './scene-memory.ts';
import { withoutFlowStore } from './stored-flow.ts';
import type { SpanRequest } from './span-request.ts';

/** The graphs of a network that propagates, whatever its layout. */
interface PropagationGraphs {
  readonly encoder: FrameEncoder;
  /** Whether `readStraight` uses tracks. */
  readonly isTracked: boolean;
  /**
   * Colour of a frame from keyframes or corrected frames (at least one), without the frames between, with the padding.
   * @throws AppError `inference.*`, `input.malformed`, `image.tooSmall`
   */
  readStraight(target: ReadTarget, memory: readonly StraightSource[], options?: ReadOptions): Promise<FrameColour>;
}

/** A keyframe or corrected frame; without a track it is searched as a whole. */
export interface StraightSource extends MemoryFrame {
  readonly track?: SourceTrack | undefined;
  /** Of a frame of another shot: what its distance in frames is given as. Of networks of the layout `sources`. */
  readonly framesAway?: number;
  readonly isOfOtherShot?: true;
}

/** What makes the readings of spans. */
export interface PropagationNetwork extends PropagationGraphs {
  readonly sizeMultiple: number;
  makerOf(parts: MakerParts, request: SpanRequest): ReadingMaker;
}

export function createPropagationGraphs(inference: InferenceClient, model: InstalledModel): PropagationGraphs {
  return model.manifest.layout === 'sources' ? graphsOfPainter(createFramePainter(inference, model)) : graphsOfReader(createFrameReader(inference, model));
}

export function createPropagationNetwork(inference: InferenceClient, model: InstalledModel, flow: FlowPropagator): PropagationNetwork {
  const { layout, sizeMultiple, schedule } = model.manifest;
  return layout === 'sources' ? networkOfPainter(createFramePainter(inference, model), flow, { sizeMultiple, refinesTracks: SCHEDULES[schedule].refinesTracks }) : networkOfReader(createFrameReader(inference, model), flow, sizeMultiple);
}

/** For a network of the layout `reader`. */
export function networkOfReader(reader: FrameReader, flow: FlowPropagator, sizeMultiple: number): PropagationNetwork {
  return { ...graphsOfReader(reader), sizeMultiple, makerOf: (parts) => createReaderMaker(reader, flow, parts) };
}

/** For a network of the layout `sources`. */
function networkOfPainter(painter: FramePainter, flow: FlowPropagator, { sizeMultiple, refinesTracks }: { readonly sizeMultiple: number; readonly refinesTracks: boolean }): PropagationNetwork {
  return {
    ...graphsOfPainter(painter), sizeMultiple,
    makerOf: (parts, { flows: store = withoutFlowStore, remembered = [], limits = [] }) => {
      const flows = createNeighbourFlows({ ...parts, flowPropagator: flow, store });
      return createPainterMaker(painter, new ShotTracks({ ...parts, flows, rest: refinesTracks ? flow.rest : undefined }), { memory: new SceneMemory(remembered, painter.encoder, parts), limits }, parts);
    },
  };
}

/** The network by whose features positions are followed: 1.3.0, on which its thresholds were measured (docs/results/propagation.md); where it is not installed, the one that propagates. */
export function trackingModel(registry: ModelRegistry): InstalledModel {
  const present = registry.forTask('propagate');
  const measured = registry.models.find(({ id }) => id === 'propagation');
  return measured === undefined ? present : present.anyProvider ? byAnyProvider(measured) : measured;
}

function graphsOfReader(reader: FrameReader): PropagationGraphs {
  return { encoder: reader.encoder, isTracked: false, readStraight: (target, memory, options) => reader.read(target, memory, options) };
}

function graphsOfPainter(painter: FramePainter): PropagationGraphs {
  return {
    encoder: painter.encoder,
    isTracked: true,
    readStraight: (target, memory, options) => {
      const none = withoutTrack(cellSize(target.size));
      return painter.paint(target, memory.map((each) => ({ ...each, track: each.track ?? none, isKey: true })), options);
    },
  };
}
