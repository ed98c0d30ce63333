import { createHash } from 'node:crypto';
import { type ApprovedContent, changesSince } from '../../../shared/model/approval.ts';
import { DEFAULT_VIVIDNESS, type Keyframe, type NetworkVersion, type ProjectCommand, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { isEffective, type Layer } from '../../../shared/model/layer.ts';
import { limitingMasks, statedParts } from '../../../shared/model/mask-limits.ts';
import type { Mask } from '../../../shared/model/mask.ts';
import { stillContent } from '../../../shared/model/still-content.ts';
import { versionName } from '../../../shared/model/version.ts';
import { type ArtefactKey, artefactKey, canonicalJson, keyframeContentKind } from '../../artefacts/index.ts';
import type { Services } from '../services.ts';
import { frameStatuses } from './frame-status.ts';
import { keyContext } from './key-context.ts';
import { keyframeSource, limitedInputs } from './keyframe-source.ts';
import { networksOf, recordOf } from './shot-networks.ts';
import { planShot, type ShotPlan } from './shot-plan.ts';

type ApprovalServices = Pick<Services, 'registry' | 'contents' | 'store'>;

/** The command with what is to be recorded of the shots that it approves; a shot that is as it was approved keeps its record. @throws AppError `model.missing` */
export function withApprovals(services: ApprovalServices, document: ProjectDocument, command: ProjectCommand): ProjectCommand {
  if (command.kind !== 'setShotStatus') return command;
  const { approvals: _given, ...rest } = command;
  if (command.status !== 'approved') return rest;
  const at = new Date().toISOString();
  const approvals = command.shotIds.flatMap((shotId) => {
    const plan = planShot(document, shotId, keyContext(services));
    if (plan === undefined) return [];
    const content = approvedContent(services, document, plan);
    const { approval } = plan.shot;
    return approval !== undefined && changesSince(approval, content).length === 0 ? [] : [{ shotId, approval: { ...content, at } }];
  });
  return { ...rest, approvals };
}

/** What decides the appearance of a shot now. @throws AppError `model.missing` */
export function approvedContent({ registry, contents, store }: ApprovalServices, document: ProjectDocument, plan: ShotPlan): ApprovedContent {
  const { shot, clip } = plan;
  const { colorize, propagate } = recordOf(networksOf(registry, shot));
  const coloured = frameStatuses(plan, store).filter(({ key, stale }, index) => key !== undefined && !stale && rangeIncludes(shot.range, plan.range.first + index)).length;
  return {
    range: shot.range, version: versionName(shot), clip: contents.of(clip),
    networks: { colorize: networkText(colorize), propagate: networkText(propagate) },
    keyframes: documentIndex(document).keyframes(shot.id).map((keyframe) => ({ frame: keyframe.frame, key: keyframeContent(document, keyframe) })),
    automatic: contentKey([shot.vividness ?? DEFAULT_VIVIDNESS, shot.automatic]),
    masks: contentKey(limitingMasks(shot).map((mask) => maskContent(mask, shot))),
    memory: contentKey(shot.memory ?? []),
    layers: (shot.layers ?? []).map((layer) => ({ id: layer.id, name: layer.name, key: isEffective(layer) ? layerContent(shot, layer) : null })),
    colour: contentKey([[...plan.keys], plan.steps.map(({ group, span: { range }, correction }) => [group, range, correction?.key])]),
    coloured,
  };
}

function networkText({ id, version }: NetworkVersion): string {
  return `${id} ${version}`;
}

function keyframeContent(document: ProjectDocument, keyframe: Keyframe): ArtefactKey {
  const { hints, limited, still, reference } = keyframeSource(document, keyframe);
  return artefactKey(keyframeContentKind, {
    hints: [...hints], ...limitedInputs(limited), ...(still === undefined ? {} : { still: stillContent(still) }), ...(reference === undefined ? {} : { reference: reference.contentHash }), correction: keyframe.correction === true,
  });
}

function layerContent({ masks }: Shot, { id: _id, name: _name, mask, ...values }: Layer): string {
  const limit = masks?.find((each) => each.id === mask);
  return contentKey([values, limit === undefined ? null : maskContent(limit, { masks })]);
}

function maskContent(mask: Mask, { masks = [] }: Pick<Shot, 'masks'>): readonly unknown[] {
  return [mask.inverted, mask.feather, mask.keys.map(({ frame, shape }) => [frame, shape]), ...statedParts(mask, masks)];
}

function contentKey(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
