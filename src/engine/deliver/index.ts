export { deliver, type DeliveryPhase, type DeliverySources, outputOptions } from './deliver.ts';
export { type ClipMedia, readClipMedia } from './clip-media.ts';
export { imageNaming } from './encode-plan-of.ts';
export { estimateDelivery, type DeliveryCost } from './estimate-delivery.ts';
export { createMerger, mergeChroma, type ChromaMerger, type LumaPlane, type MergedChroma, type MergeFormat } from './merge-chroma.ts';
export { mergeFrame, type FrameToMerge } from './merge-frame.ts';
export { planDelivery, type DeliveryPlan, type DeliveryPlanRequest, type LumaCheckScope } from './plan-delivery.ts';
export { tryEncoding } from './try-encoding.ts';
export { writeReport } from './write-report.ts';
