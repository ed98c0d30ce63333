import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { InputValues, OutputValues } from '../shared/model/automatic-form.ts';
import type { Rate } from '../shared/model/frame.ts';
import type { ProviderSetting } from '../shared/model/provider.ts';
import type { Placement } from '../shared/model/edit-list.ts';
import type { CodingOption, DeliveryOptions } from './delivery-options.ts';
import type { Output } from './output.ts';

/** Opens a command's engine; with `farm`, one that sends its work there. */
export type OpenEngine = (farm?: EngineOptions['farm']) => Promise<Engine>;

/** What every command is given: where to write, the signal that Ctrl-C aborts, and an engine. */
export interface CommandContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  /** Opens an engine that keeps no list of jobs; the command closes it. */
  readonly openEngine: OpenEngine;
}

/** Frames of a clip, both ends included. */
export interface FrameSpan {
  readonly first: number;
  readonly last: number;
}

export interface ColorizeOptions extends DeliveryOptions {
  readonly keys?: string;
  readonly out?: string;
  readonly batch?: string;
  readonly frames?: FrameSpan;
  readonly shots?: string;
  readonly at?: Placement;
  readonly perShot?: boolean;
  readonly auto?: boolean;
  readonly vividness?: number;
  readonly automatic?: string;
  readonly deinterlace?: boolean;
  readonly force?: boolean;
  readonly qc?: boolean;
  readonly report?: string;
  readonly farm?: string;
  readonly store?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export interface ProbeCommandOptions {
  readonly everyFrame?: boolean;
  readonly coding?: CodingOption;
  readonly sequenceRate?: Rate;
  readonly json?: boolean;
}

export interface ShotsOptions {
  readonly from?: string;
  readonly at?: Placement;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly sequenceRate?: Rate;
  readonly json?: boolean;
}

export interface PaintOptions {
  readonly hints?: string;
  readonly out?: string;
  readonly batch?: string;
  readonly reference?: string;
  readonly vividness?: number;
  readonly automatic?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export interface ModelsAddOptions {
  readonly as: 'automatic';
  readonly id?: string;
  readonly input?: InputValues;
  readonly output?: OutputValues;
  readonly multiple?: number;
  readonly licence?: string;
  readonly json?: boolean;
}

export interface ProvidersOptions {
  readonly measure?: boolean;
  readonly use?: ProviderSetting;
  readonly installCuda?: boolean;
  readonly json?: boolean;
}

export interface ConformOptions {
  readonly list: string;
  readonly handles?: number;
  readonly makeShots?: boolean;
  readonly json?: boolean;
}

export interface ServeOptions {
  readonly port?: number;
  readonly host: string;
  readonly name?: readonly string[];
  readonly project?: string;
  readonly newCode?: boolean;
  readonly json?: boolean;
}

export interface DeliverOptions extends DeliveryOptions {
  readonly shot?: readonly number[];
  readonly frames?: FrameSpan;
  readonly clip?: number;
  readonly naming: string;
  readonly timeline?: string;
  readonly sequence?: string;
  readonly qc?: boolean;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export interface KeyframesOptions {
  readonly out?: string;
  readonly from?: string;
  readonly clip?: number;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export interface QcOptions {
  readonly source: string;
  readonly out: readonly string[];
  readonly project?: string;
  readonly limits?: string;
  readonly first?: number;
  readonly overwrite?: boolean;
  readonly sequenceRate?: Rate;
  readonly json?: boolean;
}

export interface WorkerOptions {
  readonly farm: string;
  readonly store: string;
  readonly lanes?: number;
  readonly threads?: number;
  readonly map?: readonly string[];
  readonly name?: string;
  readonly json?: boolean;
}

/** Options that name a farm. */
export interface FarmOptions {
  readonly farm: string;
  readonly json?: boolean;
}

export interface FarmCleanOptions {
  readonly store: string;
  readonly olderThan: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface FarmUpOptions {
  readonly host: string;
  readonly port: number;
  readonly socket?: string;
  readonly folder?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly json?: boolean;
}
